/** A requirement that names one version, in one comparable form. */
interface Pin {
  /** Normalized as PEP 503 has it, with extras and marker. */
  key: string;
  version: string;
}

/** What a requirements file holds. */
export interface Pins {
  pins: ReadonlyMap<string, string>;
  /** Lines that pin nothing, as they stand, and pins that contradict each other. */
  faults: string[];
}

/** `name[extra]==1.2.3 ; marker`; a version with a wildcard is a range (PEP 440). */
const pinned = /^([A-Z0-9][A-Z0-9._-]*)\s*(\[[^\]]*\])?\s*==\s*([A-Z0-9][A-Z0-9.!+_-]*)\s*(?:;\s*(.+))?$/i;

/**
 * Reads a requirements file of pip. Every requirement must be `name==version` (S000-DEPF-01): ranges, bare names, addresses,
 * editable folders, and other files by `-r` pin nothing. Comments and hashes are left out.
 */
export function readPins(text: string): Pins {
  const pins = new Map<string, string>();
  const faults: string[] = [];
  for (const line of logicalLines(text)) {
    const pin = pinOf(line);
    const known = pin && pins.get(pin.key);
    if (!pin) faults.push(`${line.slice(0, 80)} is not pinned as name==version`);
    else if (known !== undefined && known !== pin.version)
      faults.push(`${pin.key} is pinned to ${known} and to ${pin.version}`);
    else pins.set(pin.key, pin.version);
  }
  return { pins, faults };
}

/** What the lock says otherwise than the requirements, in either direction (S000-DEPF-02). */
export function pinDifferences(wanted: Pins, locked: Pins): string[] {
  const keys = [...new Set([...wanted.pins.keys(), ...locked.pins.keys()])].sort();
  return keys.flatMap((key) => {
    const [one, other] = [wanted.pins.get(key), locked.pins.get(key)];
    if (one === other) return [];
    if (other === undefined) return [`${key} ${one} is not in the lock`];
    if (one === undefined) return [`${key} ${other} is in the lock alone`];
    return [`${key} is ${one}, and ${other} in the lock`];
  });
}

/** Lines joined where a backslash ends them, without comments, hashes and blank ones (pip, "Requirements File Format"). */
function logicalLines(text: string): string[] {
  return text
    .replace(/^\uFEFF/, "")
    .replace(/\\\r?\n/g, " ")
    .split(/\r?\n/)
    .map((line) =>
      line
        .replace(/(^|\s)#.*$/, "")
        .replace(/\s--hash=\S+/g, "")
        .trim(),
    )
    .filter(Boolean);
}

function pinOf(line: string): Pin | undefined {
  const [, name, extras = "", version, marker = ""] = pinned.exec(line) ?? [];
  if (name === undefined || version === undefined) return undefined;
  const wanted = extras
    .replace(/[[\]\s]/g, "")
    .split(",")
    .filter(Boolean)
    .map(normalized)
    .sort();
  const key = `${normalized(name)}${wanted.length > 0 ? `[${wanted.join(",")}]` : ""}`;
  return { key: marker ? `${key}; ${marker.replace(/\s+/g, " ").replaceAll("'", '"')}` : key, version };
}

/** One name for a package, however it is written (PEP 503). */
export function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
