import type { Listed, ObjectStore, StoredObject, Version } from "../../../platforms/s3/objects.ts";

interface Kept extends StoredObject {
  version: string;
}

/** A bucket in memory which tests can tamper with. Its clock is the machine's. */
export class MemoryStore implements ObjectStore {
  readonly bucket = "app-audit";
  /** By key, the newest version first; null marks a deletion. */
  readonly objects = new Map<string, (Kept | null)[]>();
  private made = 0;

  async get(key: string): Promise<StoredObject | undefined> {
    return this.objects.get(key)?.[0] ?? undefined;
  }

  async *list(prefix: string, { after, limit = Number.POSITIVE_INFINITY } = {} as ListRange) {
    const keys = this.keys(prefix).filter((key) => after === undefined || key > after);
    for (const key of keys.slice(0, limit)) {
      const one = this.objects.get(key)?.[0];
      if (one) yield { key, storedAt: one.storedAt, size: one.body.length } satisfies Listed;
    }
  }

  async create(key: string, body: Uint8Array): Promise<"created" | "exists"> {
    if (this.objects.get(key)?.[0]) return "exists";
    this.put(key, body);
    return "created";
  }

  async replace(key: string, body: Uint8Array): Promise<void> {
    this.put(key, body);
  }

  async *versions(prefix: string): AsyncGenerator<Version> {
    for (const [key, versions] of [...this.objects].filter(([one]) => one.startsWith(prefix)).sort()) {
      for (const [index, one] of versions.entries()) {
        yield {
          key,
          storedAt: one?.storedAt ?? new Date(),
          size: one?.body.length ?? 0,
          version: one?.version ?? "marker",
          isLatest: index === 0,
          isDeleteMarker: one === null,
        };
      }
    }
  }

  clock() {
    return { theirs: Math.floor(Date.now() / 1000) * 1000, ours: Date.now() };
  }

  keys(prefix = ""): string[] {
    return [...this.objects]
      .filter(([key, [latest]]) => key.startsWith(prefix) && latest)
      .map(([key]) => key)
      .sort();
  }

  bytes(key: string): Buffer {
    const one = this.objects.get(key)?.[0];
    if (!one) throw new Error(`There is no ${key}`);
    return one.body;
  }

  /** Puts a new version over whatever is there, as a bucket without conditions would. */
  put(key: string, body: Uint8Array, storedAt = new Date()): void {
    this.made += 1;
    const lockedUntil = new Date(storedAt.getTime() + 2557 * 86_400_000);
    const one: Kept = { body: Buffer.from(body), storedAt, lockedUntil, version: String(this.made) };
    this.objects.set(key, [one, ...(this.objects.get(key) ?? [])]);
  }

  /** Exchanges bytes beneath the versions, as only somebody with S3's own disks could. */
  tamper(key: string, body: Uint8Array): void {
    const [latest, ...older] = this.objects.get(key) ?? [];
    if (!latest) throw new Error(`There is no ${key}`);
    this.objects.set(key, [{ ...latest, body: Buffer.from(body) }, ...older]);
  }

  remove(key: string): void {
    this.objects.delete(key);
  }

  /** Deletes as S3 does: a mark hides what stays. */
  mark(key: string): void {
    this.objects.set(key, [null, ...(this.objects.get(key) ?? [])]);
  }

  copy(): MemoryStore {
    const other = new MemoryStore();
    for (const [key, versions] of this.objects) other.objects.set(key, [...versions]);
    return other;
  }
}

type ListRange = { after?: string; limit?: number };
