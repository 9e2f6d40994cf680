import { type Job, job, type Step, uses } from "../model/index.ts";
import type { Service } from "./toolchain.ts";

/** Keeps a packed build together with the list of what it is made of. */
export function kept({ name, toolchain }: Service, file: string): Step[] {
  const bill = billOf(name);
  return [
    uses("List what it is made of", {
      uses: "anchore/sbom-action",
      with: { path: toolchain.folder, format: "spdx-json", "output-file": bill, "upload-artifact": false },
    }),
    uses("Keep the build", {
      uses: "actions/upload-artifact",
      with: { name, path: file, "if-no-files-found": "error" },
    }),
    uses("Keep the SBOM", {
      uses: "actions/upload-artifact",
      with: { name: `${name}-sbom`, path: bill, "if-no-files-found": "error" },
    }),
  ];
}

/** How long it may take to sign two statements. */
const minutes = 5;

/**
 * Attests a kept build and its SBOM in a job of its own: scripts of the build and of its dependencies never run where a
 * signature can be asked for.
 */
export function provenance({ name }: Service, build: Job, file: string): Job {
  return job(`${build.id}-provenance`, {
    name: `${build.options.name ?? build.id}, provenance`,
    needs: [build],
    timeoutMinutes: minutes,
    steps: [
      uses("Take the build", { uses: "actions/download-artifact", with: { name, path: "dist" } }),
      uses("Take the SBOM", {
        uses: "actions/download-artifact",
        with: { name: `${name}-sbom`, path: "dist" },
      }),
      uses("Attest where it was built", {
        uses: "actions/attest-build-provenance",
        with: { "subject-path": file },
      }),
      uses("Attest what it is made of", {
        uses: "actions/attest",
        with: { "subject-path": file, "sbom-path": billOf(name) },
      }),
    ],
  });
}

function billOf(name: string): string {
  return `dist/${name}.spdx.json`;
}
