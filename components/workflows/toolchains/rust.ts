import { runtime } from "../files/parts/runtime.ts";
import { github, run, type Step, uses } from "../model/index.ts";
import { savesCaches } from "./cache.ts";
import { download } from "./downloads.ts";
import type { Kit, ServiceOf, SuiteRun } from "./kit.ts";
import { archive } from "./pack.ts";
import { commandLine, quoted } from "./script.ts";
import { reportFolder, selectionFile } from "./selection.ts";
import { configuration, dependencyCheck, inFolder, migrations, snyk, suiteStep } from "./shared.ts";

type RustService = ServiceOf<"rust">;

/** Rust: rustfmt, Clippy, the RustSec advisories, nextest, llvm-cov. */
export const rust: Kit<"rust"> = {
  setUp({ toolchain }, context, isCached) {
    return [
      run("Set up Rust", {
        run: [
          `rustup toolchain install ${toolchain.version} --profile minimal --component clippy,llvm-tools,rustfmt`,
          `rustup default ${toolchain.version}`,
        ],
      }),
      ...(isCached
        ? [
            uses("Restore what was compiled", {
              uses: "Swatinem/rust-cache",
              with: {
                workspaces: toolchain.folder,
                "save-if": savesCaches(context),
                "cache-on-failure": true,
                "cache-bin": false,
              },
            }),
          ]
        : []),
    ];
  },
  checks: {
    format: (service) => [inFolder(service, "cargo fmt", "cargo fmt --all --check")],
    lint: (service) => [
      inFolder(service, "cargo clippy", "cargo clippy --workspace --all-targets --locked -- --deny warnings"),
    ],
    // Every test target compiles: what the suites run later is known to build.
    types: (service) => [inFolder(service, "cargo check", "cargo check --workspace --all-targets --locked")],
    audit: (service) => [
      download("cargo-audit"),
      inFolder(service, "cargo audit", "cargo audit --deny warnings"),
    ],
    snyk: (service, context) => snyk(service, context, []),
    dependencies: (service) => dependencyCheck(service, ["Cargo.lock"]),
    migrations,
    configuration,
    build: (service) => [
      inFolder(service, "Full compilation", "cargo build --workspace --all-targets --release --locked"),
    ],
  },
  suite: (service, suite) => [
    download("cargo-nextest"),
    ...(suite.coverage === undefined ? [] : [download("cargo-llvm-cov")]),
    ...(suite.changedOnly ? selection(service, suite) : []),
    suiteStep(service, suite, [
      // nextest writes JUnit's XML only where its configuration says so.
      `printf '[profile.default.junit]\\npath = "%s"\\n' "$JUNIT" > "$RUNNER_TEMP/nextest.toml"`,
      `${runner(suite)} --locked --tool-config-file "gatehouse:$RUNNER_TEMP/nextest.toml" ${filter(service, suite)}`,
    ]),
  ],
  pack: (service) => archive(service, { from: "target/release", paths: service.toolchain.binaries }),
};

function runner({ coverage }: SuiteRun): string {
  return coverage === undefined
    ? "cargo nextest run --workspace"
    : 'cargo llvm-cov nextest --workspace --lcov --output-path "$COVERAGE"';
}

/** Unit tests stand beside the code; other suites are test targets, by their names. */
function filter(service: RustService, suite: SuiteRun): string {
  const targets = suite.name === "unit" ? "--lib --bins" : `--test ${quoted(suite.path)}`;
  if (!suite.changedOnly) return targets;
  return `${targets} --filterset "$(cat "$GITHUB_WORKSPACE/${selectionFile(service, suite)}.filter")"`;
}

/** Which tests the change reaches: of the packages that it touches, and of all that are built upon them. */
function selection(service: RustService, suite: SuiteRun): Step[] {
  const output = selectionFile(service, suite);
  const metadata = `${output}.metadata.json`;
  return [
    run("List the packages", {
      run: [
        commandLine("mkdir", "-p", reportFolder(service, suite)),
        `cargo metadata --no-deps --format-version 1 ${manifest(service)} > ${quoted(metadata)}`,
      ],
    }),
    runtime("Select the tests that the change reaches", "select tests", {
      metadata,
      output,
      base: github.event("pull_request", "base", "sha"),
    }),
  ];
}

function manifest({ toolchain: { folder } }: RustService): string {
  return commandLine("--manifest-path", folder === "." ? "Cargo.toml" : `${folder}/Cargo.toml`);
}
