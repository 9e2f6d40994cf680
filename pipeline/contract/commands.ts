import { type CommandOption, flag, list, text } from "./command-option.ts";

const environment = text("NAME", "the environment of the contract", true);
const sha = text("SHA", "the release's commit (default: GITHUB_SHA)");
const contract = text("FILE", "the rules (default: .gatehouse/contract.json)");
const record = text("FILE", "keeps the outcome with all that it was made from");
const reason = text("TEXT", "why, for the record");
const service = text("NAME", "the service of the contract (default: every service)");
const target = text("URL", "the address that is asked instead of the environment's own");

/** What records are chosen by; all that is given must hold. */
const chosenRecords = {
  contract,
  environment: text("NAME", "one environment (default: all)"),
  book: text("NAME", "ledger, secret-access, security-scans or metrics (default: all)"),
  from: text("TIME", "from this day (2027-01-31) or moment (2027-01-31T15:00:00Z) on, UTC"),
  to: text("TIME", "before this day or moment"),
  actor: text("LOGIN", "who did it"),
  sha: text("SHA", "a commit, or its beginning from seven digits on"),
  outcome: text("WORD", "success, failure, rollback, pass, fail, yes, no, ..."),
  type: text("TYPE", "the kind of record"),
  text: text("WORDS", "words that the record holds, in any case of letters"),
};

const witness = list("FILE", "what `audit witnesses` wrote");
const selection = text("FILE", "what `select tests` wrote: only what it selected has to hold");

/** What `gate` and `when` ask facts for. */
const subject = {
  environment,
  sha,
  kind: text("release|rollback", "release (default), or rollback, which waits for little"),
  artifact: list("FILE", "a file of the release that must be attested"),
  migrations: text("FILE", "the report of `migrate plan` on the release's migrations"),
  contract,
};

const migrations = {
  environment,
  contract,
  folder: text("FOLDER", "where the migrations lie (default: the contract's)"),
  record,
};

/**
 * Every command of the runtime with its options: what workflows may write, and what the runtime reads. Both sides take
 * it from here, so that neither can know an option that the other does not.
 *
 * The database's address is never an option: it comes as `DATABASE_URL`, as every secret comes, by the environment.
 */
export const commandOptions = {
  gate: { ...subject, record },
  when: subject,
  approvals: { environment, sha, contract, record },
  replay: {
    record: text("FILE", "what `gate --record`, `approvals --record` or `guard --record` wrote", true),
  },
  guard: {
    rule: text("protected-paths|dependency-freeze|lockfiles", "the rule to hold the change against", true),
    base: text("SHA", "the commit before the change (default: of the event)"),
    head: text("SHA", "the commit after the change (default: of the event)"),
    contract,
    record,
  },
  "migrate check": {
    ...migrations,
    base: text("SHA", "the commit before the change: what ran is not edited"),
  },
  "migrate plan": { ...migrations, "dry-run": flag("executes everything, then undoes it") },
  "migrate up": {
    ...migrations,
    file: text("NAME", "applies this migration alone, if it is the next"),
    confirm: text("NAME", "the migration that a person confirms, where it is not trivial"),
    reason,
    backup: text("FILE", "the record of `migrate snapshot`; without it production refuses"),
    certificate: text("FILE", "the record of `migrate certify`; without it production refuses"),
  },
  "migrate down": { ...migrations, to: text("VERSION", "the last version that stays", true), reason },
  "migrate certify": migrations,
  "migrate snapshot": {
    ...migrations,
    output: text("FILE", "where the backup is written", true),
    upload: flag("stores it in the locked bucket for backups, too"),
  },
  "migrate restore": {
    ...migrations,
    from: text("FILE", "the backup", true),
    confirm: text("NAME", "the database's name, repeated by a person", true),
    reason,
  },
  "migrate verify": {
    ...migrations,
    version: text("VERSION", "the version that must be there (default: the newest of the folder)"),
  },
  smoke: {
    environment,
    sha,
    contract,
    suite: text("FOLDER", "the declared suites (default: tools/testing/smoke-tests)"),
    service,
    target,
    junit: text("FILE", "writes the results as JUnit's XML"),
    record,
  },
  watch: {
    environment,
    sha,
    contract,
    service,
    target,
    minutes: text("N", "how long (default: the contract's watchMinutes)"),
    samples: text("FILE", "keeps every sample, one JSON document a line"),
    record,
  },
  monitor: {
    environment,
    contract,
    service,
    target,
    detailed: flag("asks every probe, not availability alone"),
    record,
  },
  deploy: {
    environment,
    sha,
    contract,
    service,
    artifact: text("FILE", "what is deployed, where the host takes a file"),
    record,
  },
  promote: { environment, sha, contract, service, record },
  canary: {
    environment,
    sha,
    contract,
    service,
    weight: text("PERCENT", "the share of traffic; default is every step in order"),
    expedite: flag("shortens soaks, never approvals"),
    reason,
    record,
  },
  rollback: {
    environment,
    contract,
    scope: text("all|backend|frontend|database|canary", "what goes back (default: all)"),
    "target-version": text("VERSION", "to which release; default is the last good one"),
    reason: text("TEXT", "why, for the record", true),
    ticket: text("ID", "the incident or ticket"),
    automatic: text("smoke|health|error-rate", "the signal, where no person asked"),
    record,
  },
  "last-good": {
    environment,
    contract,
    service,
    write: flag("marks this run's commit as good, after `watch` passed"),
    sha,
    record,
  },
  "audit record": {
    contract,
    entry: text("FILE", "the entry as JSON; - reads standard input", true),
    spool: text("FOLDER", "where the entry waits when the archive cannot be reached"),
    "take-in": text("FOLDER", "artifacts of earlier runs: what waits in them is added first"),
    early: flag("for a job before its environment opens, whose role reads nothing"),
    witness: flag("tells GitHub where the chain ends"),
  },
  "audit run": {
    environment,
    contract,
    type: text("TYPE", "the kind of record: deployment, rollback, migration, smoke, …", true),
    outcome: text("OUTCOME", "success, failure or cancelled, as the job's own status says", true),
    sha,
    attach: list("FILE", "records of this run's commands, made part of the entry"),
    reason,
    spool: text("FOLDER", "where the entry waits when the archive cannot be reached"),
    "take-in": text("FOLDER", "artifacts of earlier runs"),
    early: flag("for a job before its environment opens"),
    witness: flag("tells GitHub where the chain ends"),
  },
  "audit seal": { contract, day: text("YYYY-MM-DD", "the last day that is sealed (default: yesterday)") },
  "audit verify": {
    contract,
    export: text("FOLDER", "verifies an export instead of the archive"),
    witness,
    "locked-days": text("N", "of an archive for rehearsals"),
  },
  "audit query": {
    ...chosenRecords,
    csv: flag("comma-separated values, for a spreadsheet"),
    "from-records": flag("reads every record instead of the index, for an answer that leans on nothing else"),
  },
  "audit report": { ...chosenRecords, output: text("FILE", "the HTML page that is written", true), witness },
  "audit export": {
    contract,
    environment: text("NAME", "one environment (default: all)"),
    output: text("FOLDER", "a new or empty folder", true),
    witness,
  },
  "audit index": { contract, rebuild: flag("makes the whole index again from the records") },
  "audit witnesses": {
    contract,
    since: text("YYYY-MM-DD", "commits from this day on", true),
    output: text("FILE", "where the witnesses are written, one JSON document a line", true),
  },
  notify: {
    environment,
    contract,
    event: text(
      "EVENT",
      "what happened: started, succeeded, failed, rolled-back, unhealthy, recovered, frozen, approval, test",
      true,
    ),
    sha,
    message: text("TEXT", "one line beside the template's"),
    link: list("URL", "what to look at: a dashboard, a log, a checklist"),
    attach: list("FILE", "records of this run's commands, whose verdicts are told"),
    record,
  },
  incident: {
    environment,
    contract,
    action: text("open|update|close|review", "what is done with the incident", true),
    title: text("TEXT", "one line; the same title is the same incident"),
    severity: text("critical|high|low", "default is the environment's"),
    sha,
    reason,
    attach: list("FILE", "records of this run's commands, put into the timeline"),
    record,
  },
  "secrets check": {
    environment,
    contract,
    required: list("NAME", "a variable that must be there and not empty"),
    record,
  },
  "secrets age": { environment, contract, record },
  "secrets leaks": {
    contract,
    folder: text("FOLDER", "the repository with its whole history (default: here)"),
    record,
  },
  metrics: {
    contract,
    environment: text("NAME", "one environment (default: all)"),
    since: text("YYYY-MM-DD", "from this day on (default: 30 days ago)"),
    output: text("FILE", "writes the report as Markdown"),
    record,
  },
  "report tests": {
    input: list("FILE", "JUnit's XML, as test runners write it"),
    least: text("N", "the smallest number of tests that must have passed", true),
    selection,
    record,
  },
  "report coverage": {
    input: list("FILE", "coverage as LCOV or Cobertura's XML"),
    least: text("PERCENT", "the floor of covered lines", true),
    selection,
    record,
  },
  "report configuration": {
    example: text("FILE", "the file with an example of every variable, as NAME=VALUE", true),
    required: list("NAME", "a variable that must stand there, with a value"),
    record,
  },
  "select tests": {
    metadata: text("FILE", "what `cargo metadata --no-deps --format-version 1` says", true),
    output: text("FILE", "where the selection is written; nextest's filter goes into FILE.filter", true),
    base: text("SHA", "the commit before the change (default or empty: every test is run)"),
    head: text("SHA", "the commit after the change (default: what is checked out)"),
    record,
  },
  validate: { contract, output: text("FOLDER", "where the validation package is written"), record },
} as const satisfies Readonly<Record<string, Readonly<Record<string, CommandOption>>>>;

/** A command of the runtime, for example `gate` or `audit record`. */
export type CommandName = keyof typeof commandOptions;
