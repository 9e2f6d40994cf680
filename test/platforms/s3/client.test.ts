import { createHash, createHmac } from "node:crypto";
import { createServer } from "node:net";
import { expect, it } from "vitest";
import { openBucket } from "../../../platforms/s3/client.ts";
import { bucketAddress, s3AccessFrom } from "../../../platforms/s3/credentials.ts";
import { S3Failure } from "../../../platforms/s3/objects.ts";
import { credentials, startArchive } from "./buckets.ts";
import { type Passing, refuse, startProxy } from "./proxy.ts";

const slow = { timeout: 180_000 };
const body = Buffer.from('{"a":1}');

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const one of items) found.push(one);
  return found;
}

it("creates an object once, under the bucket's lock, and reads it back", slow, async () => {
  const { ledger, proxy } = await startArchive();
  expect(await ledger.create("ledger/production/1.json", body)).toBe("created");
  expect(await ledger.create("ledger/production/1.json", Buffer.from("other"))).toBe("exists");
  const stored = await ledger.get("ledger/production/1.json");
  expect(stored?.body).toEqual(body);
  const days = ((stored?.lockedUntil?.getTime() ?? 0) - Date.now()) / 86_400_000;
  expect(Math.round(days)).toBe(2557);
  expect(await ledger.get("ledger/production/2.json")).toBeUndefined();
  const [put] = proxy.requests;
  expect(put?.headers["if-none-match"]).toBe("*");
  expect(put?.headers["x-amz-checksum-sha256"]).toBe(createHash("sha256").update(body).digest("base64"));
});

it("lists in order, page by page, and keys of any letters", slow, async () => {
  const { index } = await startArchive();
  const keys = ["a/1", "a/2", "a/ä & <b>+%20 '\"", "b/1"];
  for (const key of keys.toReversed()) await index.replace(key, body);
  expect((await all(index.list("a/"))).map(({ key }) => key)).toEqual(keys.slice(0, 3));
  expect((await all(index.list("a/", { after: "a/1", limit: 1 }))).map(({ key }) => key)).toEqual(["a/2"]);
  for (const key of keys) expect((await index.get(key))?.body).toEqual(body);
  await index.replace("a/1", Buffer.from("again"));
  const versions = await all(index.versions("a/1"));
  expect(versions.map(({ isLatest, isDeleteMarker }) => [isLatest, isDeleteMarker])).toEqual([
    [true, false],
    [false, false],
  ]);
});

it("goes on behind a page of a thousand keys", async () => {
  const pages = [
    Array.from({ length: 1000 }, (_, at) => `p/${String(at).padStart(4, "0")}`),
    ["p/1000", "p/1001"],
  ];
  const proxy = await startProxy("http://127.0.0.1:1");
  proxy.fault = ({ path }, response) => {
    const keys = path.includes("start-after=p%2F0999") ? pages[1] : pages[0];
    const contents = keys?.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join("");
    const truncated = `<IsTruncated>${keys === pages[0]}</IsTruncated>`;
    response.end(`<ListBucketResult>${truncated}${contents}</ListBucketResult>`);
    return true;
  };
  const bucket = openBucket("b", { region: "us-east-1", credentials, endpoint: proxy.url });
  expect((await all(bucket.list("p/"))).map(({ key }) => key)).toEqual(pages.flat());
});

/** The signature that AWS's documentation asks for ("Create a signed AWS API request"), worked out apart. */
function signatureOf({ method, path, headers }: Passing, region: string): string {
  const said = /SignedHeaders=([^,]+), Signature/.exec(headers.authorization ?? "")?.[1] ?? "";
  const [pathname = "", search = ""] = path.split("?");
  const canonical = [
    method,
    pathname,
    search.split("&").sort().join("&"),
    ...said.split(";").map((name) => `${name}:${headers[name]}`),
    "",
    said,
    headers["x-amz-content-sha256"],
  ].join("\n");
  const when = String(headers["x-amz-date"]);
  const scope = `${when.slice(0, 8)}/${region}/s3/aws4_request`;
  const hash = createHash("sha256").update(canonical).digest("hex");
  const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const key = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`);
  return hmac(key, `AWS4-HMAC-SHA256\n${when}\n${scope}\n${hash}`).toString("hex");
}

it("signs every request, the session token and the body's hash included", async () => {
  const proxy = await startProxy("http://127.0.0.1:1");
  proxy.fault = (_request, response) => {
    response.end("<ListBucketResult></ListBucketResult>");
    return true;
  };
  const bucket = openBucket("b", { region: "eu-central-1", credentials, endpoint: proxy.url });
  await bucket.get("ledger/production/ä (1)*.json");
  await bucket.create("ledger/production/1.json", body);
  await all(bucket.list("ledger/", { after: "ledger/a b" }));
  expect(proxy.requests).toHaveLength(3);
  for (const request of proxy.requests) {
    const { authorization = "" } = request.headers;
    expect(/Signature=(\w+)/.exec(authorization)?.[1]).toBe(signatureOf(request, "eu-central-1"));
    expect(authorization).toContain("x-amz-security-token");
  }
  expect(proxy.requests[1]?.headers["x-amz-content-sha256"]).toBe(
    createHash("sha256").update(body).digest("hex"),
  );
  expect(proxy.requests[1]?.headers.authorization).toContain("if-none-match");
});

it("asks again while S3 is busy, and where an answer was cut off", async () => {
  const proxy = await startProxy("http://127.0.0.1:1");
  const answers = ["503", "409", "cut", "half", "ok"];
  proxy.fault = (_request, response) => {
    const next = answers.shift();
    if (next === "503") return refuse(response, 503, "SlowDown");
    if (next === "409") return refuse(response, 409, "ConditionalRequestConflict");
    if (next === "cut") {
      response.writeHead(200, { "content-length": "1000" });
      response.write("<ListBucketResult>");
      setTimeout(() => response.destroy(), 20);
      return true;
    }
    const contents = "<Contents><Key>a</Key><Size>1</Size></Contents>";
    response.end(`<ListBucketResult>${contents}${next === "half" ? "" : "</ListBucketResult>"}`);
    return true;
  };
  const endpoint = proxy.url;
  const bucket = openBucket("b", { region: "us-east-1", credentials, endpoint }, { pause: 1 });
  expect((await all(bucket.list(""))).map(({ key }) => key)).toEqual(["a"]);
  expect(answers).toEqual([]);
});

async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

it.each([
  ["is away", undefined, "unavailable", /gave no answer to 2 tries to read b\/k .*ECONNREFUSED/],
  ["is slow", "slow", "unavailable", /no answer in time/],
  ["is busy for too long", [503, "SlowDown"], "unavailable", /answered 503 .*2 tries.*run again/s],
  ["forbids", [403, "AccessDenied"], "denied", /AccessDenied.*role may not/s],
  ["knows the keys no more", [400, "ExpiredToken"], "denied", /take the role again/],
  ["finds the clock wrong", [403, "RequestTimeTooSkewed"], "clock", /Set this machine's clock/],
  ["has no such bucket", [404, "NoSuchBucket"], "wrong", /Check the bucket's name/],
  ["is of another region", [301, "PermanentRedirect"], "wrong", /check AWS_REGION/],
] as const)("says so when S3 %s", async (_what, answer, kind, message) => {
  const proxy = await startProxy("http://127.0.0.1:1");
  proxy.fault = (_request, response) =>
    Array.isArray(answer) ? refuse(response, answer[0], answer[1]) : true;
  const endpoint = answer === undefined ? await closedPort() : proxy.url;
  const patience = { tries: 2, answerWithin: 100, pause: 1 };
  const bucket = openBucket("b", { region: "us-east-1", credentials, endpoint }, patience);
  const failure = await bucket.get("k").catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(S3Failure);
  expect(failure).toMatchObject({ kind, message: expect.stringMatching(message) });
  expect(String(failure)).not.toContain(credentials.secretAccessKey);
});

it("reads credentials as configure-aws-credentials sets them, and names what is missing", () => {
  const given = {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "id",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_SESSION_TOKEN: "token",
  };
  const access = s3AccessFrom(given);
  expect(access).toEqual({
    region: "eu-central-1",
    credentials: { accessKeyId: "id", secretAccessKey: "secret", sessionToken: "token" },
  });
  expect(bucketAddress("b", access)).toBe("https://b.s3.eu-central-1.amazonaws.com");
  expect(bucketAddress("b", { ...access, region: "cn-north-1" })).toBe(
    "https://b.s3.cn-north-1.amazonaws.com.cn",
  );
  expect(() => s3AccessFrom({ AWS_REGION: "us-east-1" })).toThrow(
    /AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY are not set.*configure-aws-credentials/s,
  );
});
