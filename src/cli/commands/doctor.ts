import { defineCommand } from '../define-command.js'
import { CheckFailedError } from '../exit-code.js'
import { dataOption, formatOption } from '../option.js'
import { printResult } from '../result.js'

export const doctor = defineCommand({
  command: 'doctor',
  describe: 'checks whether everything works on this machine',
  options: { data: dataOption, format: formatOption },
  run: async (argv) => {
    const { diagnose, diagnosisResult } = await import('../diagnosis.js')
    const findings = await diagnose(argv.data)
    printResult(argv.format, diagnosisResult(findings))
    const failed = findings.filter(({ state }) => state === 'failed').map(({ name }) => name)
    if (failed.length > 0) throw new CheckFailedError(`does not work here: ${failed.join(', ')}; see the lines above`)
    return undefined
  },
})
