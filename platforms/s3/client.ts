import { createHash } from "node:crypto";
import { bucketAddress, type S3Access } from "./credentials.ts";
import { readListing, readVersions, type VersionMarker } from "./listing.ts";
import { type ClockReading, type Listed, type ObjectStore, S3Failure, type StoredObject } from "./objects.ts";
import { type Answer, type Ask, ask, type Patience, usualPatience } from "./request.ts";

/** S3 gives at most this many keys at once. */
const pageSize = 1000;

/** Opens a bucket. Nothing is asked of S3 yet. */
export function openBucket(bucket: string, access: S3Access, patience?: Partial<Patience>): ObjectStore {
  const address = bucketAddress(bucket, access);
  const waits = { ...usualPatience, ...patience };
  let latest: ClockReading | undefined;

  async function send(request: Ask): Promise<Answer> {
    const answer = await ask(access, request, waits);
    latest = answer.clock ?? latest;
    return answer;
  }

  async function put(key: string, body: Uint8Array, condition: Record<string, string>): Promise<Answer> {
    const digest = createHash("sha256").update(body).digest();
    return send({
      method: "PUT",
      url: urlOf(address, key),
      what: `write ${bucket}/${key}`,
      body,
      headers: {
        ...condition,
        "content-type": "application/json",
        // A put under a lock needs a checksum (AWS, "Object Lock considerations"); signing it binds the body.
        "x-amz-sdk-checksum-algorithm": "SHA256",
        "x-amz-checksum-sha256": digest.toString("base64"),
        "x-amz-content-sha256": digest.toString("hex"),
      },
    });
  }

  /** Reads a listing; a part that was cut off is asked for again. */
  async function page<Read>(
    query: Record<string, string>,
    read: (xml: string) => Read | undefined,
  ): Promise<Read> {
    const search = Object.entries(query).map(([name, value]) => `${name}=${escapePart(value)}`);
    const url = new URL(`${address}/?${search.join("&")}`);
    const what = `list ${bucket}/${query["prefix"] ?? ""}`;
    for (let tried = 1; ; tried++) {
      const found = read((await send({ method: "GET", url, what })).body.toString());
      if (found !== undefined) return found;
      if (tried >= waits.tries) {
        throw new S3Failure("unavailable", `S3 gave only half an answer to ${tried} tries to ${what}.`);
      }
    }
  }

  return {
    bucket,
    clock: () => latest,

    async get(key) {
      const answer = await send({ method: "GET", url: urlOf(address, key), what: `read ${bucket}/${key}` });
      return answer.status === 404 ? undefined : objectOf(answer);
    },

    async create(key, body) {
      const { status } = await put(key, body, { "if-none-match": "*" });
      return status === 412 ? "exists" : "created";
    },

    async replace(key, body) {
      await put(key, body, {});
    },

    async *list(prefix, { after, limit = Number.POSITIVE_INFINITY } = {}) {
      let behind = after;
      for (let left = limit; left > 0; ) {
        const { objects, isTruncated }: { objects: Listed[]; isTruncated: boolean } = await page(
          {
            "list-type": "2",
            "encoding-type": "url",
            prefix,
            "max-keys": String(Math.min(pageSize, left)),
            ...(behind === undefined ? {} : { "start-after": behind }),
          },
          readListing,
        );
        yield* objects;
        left -= objects.length;
        behind = objects.at(-1)?.key;
        if (!isTruncated || behind === undefined) return;
      }
    },

    async *versions(prefix) {
      let marker: VersionMarker | undefined;
      do {
        const { versions, next }: NonNullable<ReturnType<typeof readVersions>> = await page(
          {
            versions: "",
            "encoding-type": "url",
            prefix,
            ...(marker && { "key-marker": marker.key, "version-id-marker": marker.version }),
          },
          readVersions,
        );
        yield* versions;
        marker = next;
      } while (marker);
    },
  };
}

function objectOf({ headers, body }: Answer): StoredObject {
  const lockedUntil = headers.get("x-amz-object-lock-retain-until-date");
  return {
    body,
    storedAt: new Date(headers.get("last-modified") ?? 0),
    ...(lockedUntil && { lockedUntil: new Date(lockedUntil) }),
  };
}

function urlOf(address: string, key: string): URL {
  return new URL(`${address}/${key.split("/").map(escapePart).join("/")}`);
}

/** RFC 3986, as signatures have it: a space is %20, and nothing but letters, digits and `-._~` stays as it is. */
function escapePart(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
