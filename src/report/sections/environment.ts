import { fingerprint } from '../../store/fingerprint.js'
import type { Machine } from '../../store/machine.js'
import type { StoredSession } from '../../store/records.js'
import type { Value } from '../figure.js'
import { PAIRS, type Section } from '../section.js'
import { counted, duration } from '../words.js'

export const environment: Section = {
  id: 'environment',
  title: 'Where and with what',
  build: ({ store }) => {
    const { codeVersion, numericsVersion, studyHash, seed, createdAt } = store.header
    const sessions = store.sessions()
    const machines = distinctMachines(sessions)
    const { sha256, environmental } = fingerprint(store)
    const rows: Value[][] = [
      ['program', `motif-search ${codeVersion}, numerics version ${numericsVersion}`],
      ['begun', createdAt],
      ['seed', String(seed)],
      ['study hash', studyHash],
      ['fingerprint', sha256],
      ...machines.map((machine): Value[] => ['machine', machineText(machine)]),
    ]
    const doubt =
      environmental === 0
        ? ''
        : `; ${counted(environmental, 'outcome')} came from the environment, so another run may differ`
    return {
      lead: `Made by motif-search ${codeVersion} in ${counted(sessions.length, 'session')}; the same study, seed and numerics version give the same fingerprint on any machine and any number of threads${doubt}.`,
      notes: [
        machines.length === 0
          ? 'An older program made this run, which logged no machine: no result depends on it, but times do.'
          : 'No result depends on the machine, but times do.',
      ],
      numbers: { codeVersion, numericsVersion, studyHash, seed, fingerprint: sha256, environmental, machines },
      tables: [
        { id: 'identity', title: 'Identity', columns: PAIRS, rows },
        {
          id: 'sessions',
          title: 'Sessions',
          columns: [{ title: 'begun' }, { title: 'threads' }, { title: 'took' }, { title: 'ended' }],
          rows: sessions.map(({ startedAt, threads, end }) => [
            ...[startedAt.slice(0, 19).replace('T', ' '), threads, end === null ? null : duration(end.wallSeconds)],
            end === null ? 'killed, or still running' : `${end.reason}: ${end.detail}`,
          ]),
        },
      ],
    }
  },
}

function distinctMachines(sessions: readonly StoredSession[]): readonly Machine[] {
  const found = new Map<string, Machine>()
  for (const { machine } of sessions) if (machine !== null) found.set(machineText(machine), machine)
  return [...found.values()]
}

function machineText({ processor, cores, memoryBytes, platform, node }: Machine): string {
  return `${processor}, ${counted(cores, 'core')}, ${Math.round(memoryBytes / 2 ** 30)} GiB, ${platform}, Node.js ${node}`
}
