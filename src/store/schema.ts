import type { Database } from 'better-sqlite3'
import type { Migration } from './migrate.js'
import { TRACE_TABLE } from './traces.js'

/** "MOTF": marks the file as a run store whatever it is called. */
export const APPLICATION_ID = 0x4d4f5446

/** A number that may be non-finite: `name` is NULL exactly when `name_kind` says why. */
const number = (name: string) =>
  `${name} REAL, ${name}_kind TEXT CHECK (${name}_kind IN ('nan', 'infinity', '-infinity'))`
const present = (name: string) => `((${name} IS NULL) <> (${name}_kind IS NULL))`
const absent = (name: string) => `(${name} IS NULL AND ${name}_kind IS NULL)`

/** Of version 1. */
const SCORES = ['accuracy', 'loss', 'spikes_per_sample', 'firing_rate']
const EPOCH_METRICS = ['loss', 'accuracy', 'firing_rate', 'gradient_norm']

/** Tables whose rows never change and never go: everything but the newest states and checkpoints. */
export const FACT_TABLES = [
  'run',
  'step',
  'phase',
  'metric',
  'candidate',
  'proposal',
  'evaluation',
  'epoch',
  'attempt',
  'test_access',
  'session',
  'session_end',
  'extension',
  'result',
] as const

const TABLES = `
CREATE TABLE run (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL,
  study TEXT NOT NULL CHECK (json_valid(study)),
  study_hash TEXT NOT NULL,
  seed INTEGER NOT NULL,
  strategy TEXT NOT NULL,
  code_version TEXT NOT NULL,
  numerics_version INTEGER NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

-- Steps count from 1 without a gap.
CREATE TABLE step (
  number INTEGER PRIMARY KEY CHECK (number >= 1),
  committed_at TEXT NOT NULL
) STRICT;

CREATE TABLE phase (
  step INTEGER NOT NULL REFERENCES step (number),
  ordinal INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (step, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE metric (
  step INTEGER NOT NULL,
  phase INTEGER NOT NULL,
  name TEXT NOT NULL,
  value REAL,
  kind TEXT CHECK (kind IN ('nan', 'infinity', '-infinity')),
  PRIMARY KEY (step, phase, name),
  FOREIGN KEY (step, phase) REFERENCES phase (step, ordinal),
  CHECK ((value IS NULL) <> (kind IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE candidate (
  hash TEXT PRIMARY KEY,
  topology TEXT NOT NULL CHECK (json_valid(topology))
) STRICT;

-- A step proposed a candidate. Its first step and role are those of its first proposal.
CREATE TABLE proposal (
  step INTEGER NOT NULL REFERENCES step (number),
  ordinal INTEGER NOT NULL,
  candidate TEXT NOT NULL REFERENCES candidate (hash),
  role TEXT NOT NULL,
  PRIMARY KEY (step, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX proposal_candidate ON proposal (candidate);

CREATE TABLE evaluation (
  id TEXT PRIMARY KEY,
  candidate TEXT NOT NULL REFERENCES candidate (hash),
  replicate INTEGER NOT NULL,
  epochs INTEGER NOT NULL,
  score_on TEXT NOT NULL CHECK (score_on IN ('selection', 'test')),
  train_on TEXT NOT NULL CHECK (json_valid(train_on)),
  override TEXT NOT NULL CHECK (json_valid(override)),
  recipe_hash TEXT NOT NULL,
  data_key TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('scored', 'diverged', 'tooLarge', 'crashed', 'timedOut')),
  ${SCORES.map(number).join(',\n  ')},
  labels TEXT CHECK (json_valid(labels)),
  network_hash TEXT,
  failed_epoch INTEGER,
  failed_step INTEGER,
  bytes_needed INTEGER,
  bytes_limit INTEGER,
  message TEXT,
  seconds REAL,
  started_at TEXT NOT NULL,
  wall_seconds REAL NOT NULL,
  thread INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  CHECK (CASE state WHEN 'scored' THEN ${SCORES.map(present).join(' AND ')} ELSE ${SCORES.map(absent).join(' AND ')} END),
  CHECK ((state = 'scored') = (network_hash IS NOT NULL)),
  CHECK ((state = 'scored') = (labels IS NOT NULL)),
  CHECK ((state = 'diverged') = (failed_epoch IS NOT NULL)),
  CHECK ((state = 'diverged') = (failed_step IS NOT NULL)),
  CHECK ((state = 'tooLarge') = (bytes_needed IS NOT NULL)),
  CHECK ((state = 'tooLarge') = (bytes_limit IS NOT NULL)),
  CHECK ((state = 'crashed') = (message IS NOT NULL)),
  CHECK ((state = 'timedOut') = (seconds IS NOT NULL))
) STRICT;
CREATE INDEX evaluation_candidate ON evaluation (candidate);
CREATE INDEX evaluation_failed ON evaluation (score_on, candidate) WHERE state <> 'scored';

CREATE TABLE epoch (
  evaluation TEXT NOT NULL REFERENCES evaluation (id),
  epoch INTEGER NOT NULL,
  ${EPOCH_METRICS.map(number).join(',\n  ')},
  PRIMARY KEY (evaluation, epoch),
  ${EPOCH_METRICS.map((name) => `CHECK ${present(name)}`).join(',\n  ')}
) STRICT, WITHOUT ROWID;

-- A try that the environment ended. No outcome: the evaluation's id stays free, so that a retry can fill it.
CREATE TABLE attempt (
  id INTEGER PRIMARY KEY,
  evaluation TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('crashed', 'timedOut')),
  detail TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX attempt_evaluation ON attempt (evaluation);

CREATE TABLE state (
  step INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL,
  sha256 TEXT NOT NULL
) STRICT;

CREATE TABLE checkpoint (
  evaluation TEXT PRIMARY KEY,
  epoch INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  sha256 TEXT NOT NULL
) STRICT;

CREATE TABLE test_access (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  study_hash TEXT NOT NULL,
  evaluation TEXT NOT NULL,
  purpose TEXT NOT NULL
) STRICT;
CREATE INDEX test_access_evaluation ON test_access (evaluation);

CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  started_at TEXT NOT NULL,
  threads INTEGER NOT NULL
) STRICT;

-- A session without an end was killed.
CREATE TABLE session_end (
  session INTEGER PRIMARY KEY REFERENCES session (id),
  ended_at TEXT NOT NULL,
  wall_seconds REAL NOT NULL,
  commit_seconds REAL NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('done', 'stopped', 'failed')),
  detail TEXT NOT NULL
) STRICT;

-- Iterations asked for beyond the study's own.
CREATE TABLE extension (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  step INTEGER NOT NULL,
  iterations INTEGER NOT NULL CHECK (iterations >= 1)
) STRICT;

-- Documents worked out from the facts; the newest of a name counts.
CREATE TABLE result (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  document TEXT NOT NULL CHECK (json_valid(document)),
  saved_at TEXT NOT NULL
) STRICT;
CREATE INDEX result_name ON result (name);
`

/** One row per session, replaced while it runs: how its time was spent. Depends on the machine, so it is no fact. */
const SESSION_LOAD = `
CREATE TABLE session_load (
  session INTEGER PRIMARY KEY REFERENCES session (id),
  wall_seconds REAL NOT NULL,
  busy_seconds REAL NOT NULL,
  record_seconds REAL NOT NULL
) STRICT;`

const appendOnly = (table: string) => `
CREATE TRIGGER ${table}_no_update BEFORE UPDATE ON ${table}
BEGIN SELECT RAISE(ABORT, '${table} is append-only: its rows are never updated'); END;
CREATE TRIGGER ${table}_no_delete BEFORE DELETE ON ${table}
BEGIN SELECT RAISE(ABORT, '${table} is append-only: its rows are never deleted'); END;`

const LEDGER_FIRST = `
CREATE TRIGGER evaluation_ledger_first BEFORE INSERT ON evaluation
WHEN NEW.score_on = 'test' AND NOT EXISTS (SELECT 1 FROM test_access WHERE evaluation = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a test score needs its row in the ledger of test accesses before it'); END;`

/**
 * A proposal knows its parent; an evaluation counts synaptic operations (NaN where an older program did not) and may end
 * as `infeasible`. The table of evaluations is rebuilt, as SQLite cannot change a CHECK; filled after
 * the old one went, because only then the references of epochs count as whole again.
 */
function addLineageAndConstraints(database: Database): void {
  const columns = database.pragma('table_info(evaluation)') as { name: string }[]
  const names = columns.map(({ name }) => name).join(', ')
  const definition = database.prepare("SELECT sql FROM sqlite_schema WHERE name = 'evaluation'").pluck().get()
  const scores = `${number('synaptic_operations')},\n  measure TEXT,\n  measured REAL,\n  rule TEXT,\n  message TEXT,`
  const rebuilt = String(definition)
    .replace("'tooLarge', 'crashed'", "'tooLarge', 'infeasible', 'crashed'")
    .replace('message TEXT,', scores)
    .replace(
      "CHECK ((state = 'crashed')",
      `CHECK (CASE state WHEN 'scored' THEN ${present('synaptic_operations')} ELSE ${absent('synaptic_operations')} END),
  CHECK ((state = 'infeasible') = (measure IS NOT NULL AND measured IS NOT NULL AND rule IS NOT NULL)),
  CHECK ((state = 'crashed')`,
    )
  database.exec(`
ALTER TABLE proposal ADD COLUMN parent TEXT REFERENCES candidate (hash);
ALTER TABLE proposal ADD COLUMN change TEXT;
CREATE TEMPORARY TABLE evaluation_1 AS SELECT * FROM main.evaluation;
DROP TABLE main.evaluation;
${rebuilt};
INSERT INTO main.evaluation (${names}, synaptic_operations_kind)
  SELECT ${names}, CASE state WHEN 'scored' THEN 'nan' END FROM evaluation_1;
DROP TABLE evaluation_1;
CREATE INDEX evaluation_candidate ON evaluation (candidate);
CREATE INDEX evaluation_failed ON evaluation (score_on, candidate) WHERE state <> 'scored';
CREATE INDEX evaluation_accuracy ON evaluation (score_on, accuracy, candidate);
${appendOnly('evaluation')}
${LEDGER_FIRST}`)
}

/**
 * What a run has used: which step of the search asked for an evaluation first (NULL after the search and in older runs),
 * epochs begun, samples x steps, how a training came to its end; seconds of tries, and of sessions by phase.
 */
const ACCOUNTS = `
ALTER TABLE evaluation ADD COLUMN step INTEGER;
ALTER TABLE evaluation ADD COLUMN trained_epochs INTEGER;
ALTER TABLE evaluation ADD COLUMN sample_steps INTEGER;
ALTER TABLE evaluation ADD COLUMN stopping TEXT CHECK (json_valid(stopping));
CREATE INDEX evaluation_step ON evaluation (step) WHERE step IS NOT NULL;
ALTER TABLE step ADD COLUMN sample_steps INTEGER;
ALTER TABLE attempt ADD COLUMN seconds REAL;
ALTER TABLE session_load ADD COLUMN cpu_seconds REAL;
CREATE TABLE session_phase (
  session INTEGER NOT NULL REFERENCES session (id),
  phase TEXT NOT NULL,
  wall_seconds REAL NOT NULL,
  thread_seconds REAL NOT NULL,
  cpu_seconds REAL NOT NULL,
  PRIMARY KEY (session, phase)
) STRICT, WITHOUT ROWID;`

/** In order of version. A published migration is never edited: a change is a new one at the end. */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    apply(database: Database) {
      database.exec(TABLES)
      database.exec(FACT_TABLES.map(appendOnly).join(''))
      database.exec(LEDGER_FIRST)
      database.pragma(`application_id = ${APPLICATION_ID}`)
    },
  },
  {
    version: 2,
    apply: (database) => {
      database.exec(SESSION_LOAD)
      database.exec('CREATE INDEX evaluation_accuracy ON evaluation (score_on, accuracy, candidate)')
    },
  },
  { version: 3, apply: addLineageAndConstraints },
  { version: 4, apply: (database) => database.exec(ACCOUNTS) },
  { version: 5, apply: (database) => database.exec(TRACE_TABLE + appendOnly('trace')) },
  // Which samples of the test split were right; no part of the fingerprint, as the network's hash is.
  { version: 6, apply: (database) => database.exec('ALTER TABLE evaluation ADD COLUMN right_samples TEXT') },
  // Where a session ran; NULL in older runs.
  {
    version: 7,
    apply: (database) => database.exec('ALTER TABLE session ADD COLUMN machine TEXT CHECK (json_valid(machine))'),
  },
]
