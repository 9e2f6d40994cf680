import { run, uses } from "../model/index.ts";
import { cached } from "./cache.ts";
import type { Kit, ServiceOf } from "./kit.ts";
import { archive } from "./pack.ts";
import { commandLine, quoted, within } from "./script.ts";
import { configuration, dependencyCheck, inFolder, migrations, suiteStep } from "./shared.ts";
import { tools } from "./tools.ts";

type DartService = ServiceOf<"dart">;

/** Dart and Flutter: the analyzer, the formatter, tests, and a build for the web or one executable. */
export const dart: Kit<"dart"> = {
  setUp(service, context, isCached) {
    const { folder, sdk, version } = service.toolchain;
    const steps = [inFolder(service, "Install", `${sdk} pub get --enforce-lockfile`)];
    return [
      sdk === "flutter"
        ? uses("Set up Flutter", {
            uses: "subosito/flutter-action",
            with: { channel: "stable", "flutter-version": version, cache: false },
          })
        : uses("Set up Dart", { uses: "dart-lang/setup-dart", with: { sdk: version } }),
      ...(isCached
        ? cached({ paths: ["~/.pub-cache"], locks: [within(folder, "pubspec.lock")] }, steps, context)
        : steps),
    ];
  },
  checks: {
    lint: (service) => [inFolder(service, "Analyze", `${service.toolchain.sdk} analyze --fatal-infos`)],
    // The analyzer is Dart's type checker; the linter's rules are its hints.
    types: (service) => [inFolder(service, "Type check", "dart analyze --fatal-warnings")],
    format: (service) => [
      inFolder(service, "Format check", "dart format --output=none --set-exit-if-changed ."),
    ],
    dependencies: (service) => dependencyCheck(service, ["pubspec.lock"]),
    migrations,
    configuration,
    build: (service) => [inFolder(service, "Build", buildLines(service))],
  },
  suite: (service, suite) => [
    run("Set up the report of tests", {
      run: `dart pub global activate junitreport ${tools.junitreport}`,
    }),
    suiteStep(service, suite, [
      `${service.toolchain.sdk} test --file-reporter="json:$JUNIT.json"${measured(service, suite.coverage)} ${quoted(suite.path)}`,
      'dart pub global run junitreport:tojunit --input "$JUNIT.json" --output "$JUNIT"',
    ]),
  ],
  pack: (service) =>
    service.toolchain.sdk === "flutter"
      ? archive(service, { from: "build/web", paths: ["."] })
      : archive(service, { from: "build/bin", paths: [service.name] }),
};

function measured({ toolchain }: DartService, coverage: number | undefined): string {
  if (coverage === undefined) return "";
  return toolchain.sdk === "flutter"
    ? ' --coverage --coverage-path="$COVERAGE"'
    : ' --coverage-path="$COVERAGE"';
}

function buildLines({ name, toolchain: { sdk, entry } }: DartService): string | string[] {
  if (sdk === "flutter") return "flutter build web --release";
  return [
    "mkdir -p build/bin",
    commandLine("dart", "compile", "exe", entry, "--output", `build/bin/${name}`),
  ];
}
