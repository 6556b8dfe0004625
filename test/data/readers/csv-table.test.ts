import { describe, expect, it } from 'vitest'
import { BadFile } from '../../../src/data/readers/bad-file.js'
import { readCsvRecords } from '../../../src/data/readers/csv-records.js'
import { readCsvTable } from '../../../src/data/readers/csv-table.js'

const read = (text: string) => readCsvTable('x.csv', Buffer.from(text))

describe('readCsvTable', () => {
  it.each([
    ['commas', '1,2\n3,4\n', null],
    ['semicolons and names', 'A;"b c"\n1;2\n3;4', ['a', 'b c']],
    ['tabs, CR LF and comments', '# made\r\n1\t2\r\n\r\n# more\r\n3\t4\r\n', null],
    ['blanks', '  1   2\n3 4  \n', null],
    ['a byte order mark', '\ufeffa,b\n1,2\n3,4\n', ['a', 'b']],
    ['exponents and signs', '+1e0,.2E1\n3.,400e-2', null],
  ])('reads %s', (_, text, names) => {
    const table = read(text)
    expect([table.rows, table.columns, table.names, [...table.values]]).toEqual([2, 2, names, [1, 2, 3, 4]])
  })

  it('says where a row lies', () => {
    expect(read('a,b\n1,2\n\n3,4\n').where(1)).toBe('line 4 (byte 9)')
  })

  it.each([
    ['nothing', '', 'holds no rows in its 0 bytes'],
    ['names only', 'a,b\n', 'holds no rows after its line of names (4 bytes)'],
    ['a short row', '1,2\n3\n', "line 2 (byte 4) must have 2 fields, but is '3'"],
    ['a long row', 'a,b\n1,2,3\n', 'line 2 (byte 4) must have 2 fields'],
    ['a word', '1,2\n3,x\n', "line 2 (byte 4) must hold numbers only, not 'x'"],
    ['an empty field', '1,2\n3,\n', "numbers only, not ''"],
    ['NaN', '1,2\nnan,4\n', "numbers only, not 'nan'"],
    ['hexadecimal', '1,2\n0x10,4\n', "numbers only, not '0x10'"],
    ['an endless number', '1,2\n1e999,4\n', "numbers only, not '1e999'"],
  ])('refuses %s', (_, text, reason) => {
    expect(() => read(text)).toThrow(BadFile)
    expect(() => read(text)).toThrow(reason)
  })
})

describe('readCsvRecords', () => {
  const columns = { required: ['path', 'label'], optional: ['split'] }
  const records = (text: string) => readCsvRecords('m.csv', Buffer.from(text), columns)

  it('reads quoted fields, in any order of columns, with their place', () => {
    expect(records('\ufefflabel,path\r\n"say ""a"", b",x.wav\r\nc,"y\nz"\r\n')).toEqual([
      { fields: { label: 'say "a", b', path: 'x.wav' }, where: 'line 2 (before byte 37)' },
      { fields: { label: 'c', path: 'y\nz' }, where: expect.stringMatching(/^line 4/) },
    ])
    expect(records('path,label,split\n')).toEqual([])
  })

  it.each([
    ['nothing', '', 'is empty: it must start with a line of column names at byte 0'],
    ['a missing column', 'path\nx\n', "must have a column 'label' in line 1 (byte 0)"],
    [
      'an unknown column',
      'path,label,lable\nx,y,z\n',
      "has a column 'lable' in line 1 (byte 0); known are path, label, split",
    ],
    ['a column twice', 'path,label,label\nx,y,z\n', 'names a column twice in line 1'],
    ['a short record', 'path,label\nx\n', 'is not a CSV file (before byte 13)'],
    ['an open quote', 'path,label\n"x,y\n', 'is not a CSV file (before byte'],
  ])('refuses %s', (_, text, reason) => {
    expect(() => records(text)).toThrow(BadFile)
    expect(() => records(text)).toThrow(reason)
  })
})
