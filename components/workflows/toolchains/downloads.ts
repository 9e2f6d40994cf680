import { run, type Step } from "../model/index.ts";

/** A release of a tool for the runner's platform, x86-64 Linux. */
interface Download {
  readonly version: string;
  readonly url: string;
  /** Of the file behind the address; seen in taiki-e/install-action's manifests at commit ba47c86a. */
  readonly sha256: string;
  /** Folders around the executable in the archive; undefined where the file is the executable. */
  readonly depth?: number;
}

/**
 * Tools that come as an executable: compiling them would take longer than the stage that they serve (S004-CI-02: 2 to 3
 * minutes). What does not have the digest is not unpacked.
 */
const downloads = {
  "cargo-audit": {
    version: "0.22.2",
    url: "https://github.com/rustsec/rustsec/releases/download/cargo-audit/v0.22.2/cargo-audit-x86_64-unknown-linux-musl-v0.22.2.tgz",
    sha256: "7fb9497f8594b389e5fce5ef9b92db08432996895b2e0c5a0167a69ed445c428",
    depth: 1,
  },
  "cargo-llvm-cov": {
    version: "0.9.0",
    url: "https://github.com/taiki-e/cargo-llvm-cov/releases/download/v0.9.0/cargo-llvm-cov-x86_64-unknown-linux-musl.tar.gz",
    sha256: "bc2122fd7bd9b6d3eb371690ed085f82e5a8bf1851f4645ef521d12ed04b2616",
    depth: 0,
  },
  "cargo-nextest": {
    version: "0.9.143",
    url: "https://github.com/nextest-rs/nextest/releases/download/cargo-nextest-0.9.143/cargo-nextest-0.9.143-x86_64-unknown-linux-musl.tar.gz",
    sha256: "6d891c18105ec2d33f6e441a4f92b7ccab47ba263e22055c8bb66884243f3389",
    depth: 0,
  },
  "osv-scanner": {
    version: "2.5.1",
    url: "https://github.com/google/osv-scanner/releases/download/v2.5.1/osv-scanner_linux_amd64",
    sha256: "f9f25499a2c8cc367b3af45df2ea7eeca7fbccceab9c35079968f4b3652194be",
  },
} as const satisfies Readonly<Record<string, Download>>;

export type Downloaded = keyof typeof downloads;

/** Where they lie: for Cargo it is what makes them its subcommands. */
export const toolFolder = "$HOME/.cargo/bin";

/** A step that brings a tool into `toolFolder`. */
export function download(tool: Downloaded): Step {
  const { version, url, sha256, depth }: Download = downloads[tool];
  const file = `"$RUNNER_TEMP/${tool}"`;
  return run(`Install ${tool} ${version}`, {
    run: [
      `curl --fail --silent --show-error --location --retry 3 --output ${file} \\`,
      `  ${url}`,
      `echo "${sha256}  $RUNNER_TEMP/${tool}" | sha256sum --check --strict`,
      `mkdir -p "${toolFolder}"`,
      depth === undefined
        ? `install --mode=755 ${file} "${toolFolder}/${tool}"`
        : `tar --extract --gzip --strip-components=${depth} --file ${file} --directory "${toolFolder}" --wildcards '*${tool}'`,
    ],
  });
}
