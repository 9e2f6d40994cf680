import sdk from "@pulumi/pulumi/package.json" with { type: "json" };

/**
 * Which engines are used: [from, below), the same major version as the SDK and no more than 29 minor versions older.
 *
 * The engine must understand what the SDK of package.json sends. Newer ones of the same major version do, by Pulumi's
 * own promise; much older ones were never tried, and an engine that stumbles halfway through an update is worse than
 * one that is refused before it.
 */
export const supportedEngines = { from: "3.230.0", below: "4.0.0" } as const;

/** The range in words, for messages. */
export const supportedEnginesInWords = `${supportedEngines.from} or later, below ${supportedEngines.below}`;

/** The version that is brought where none is found: the one whose SDK package.json names. */
export const engineVersion = sdk.version;

/** Major, minor and patch of the first version in `text` ("v3.259.0", "go version go1.26.8 linux/amd64"). */
export function readVersion(text: string): string | undefined {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return found ? `${found[1]}.${found[2]}.${found[3] ?? "0"}` : undefined;
}

/** Negative where `a` is the older version, 0 where they are the same. Both as `readVersion` gives them. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split(".").map(Number), b.split(".").map(Number)];
  const differing = left.findIndex((part, index) => part !== right[index]);
  return differing < 0 ? 0 : (left[differing] ?? 0) - (right[differing] ?? 0);
}

export function isSupportedEngine(version: string): boolean {
  return (
    compareVersions(version, supportedEngines.from) >= 0 &&
    compareVersions(version, supportedEngines.below) < 0
  );
}
