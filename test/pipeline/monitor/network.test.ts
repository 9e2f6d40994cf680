import { createServer } from "node:https";
import { afterEach, describe, expect, it } from "vitest";
import { certificateLook, certificateSeen, nameLook } from "../../../pipeline/monitor/checks/network.ts";
import { askHttp, isFailure } from "../../../platforms/http/ask.ts";
import { readCertificate } from "../../../platforms/http/certificate.ts";
import { resolveName } from "../../../platforms/http/names.ts";
import { serve } from "../smoke/app.ts";
import { backend } from "../smoke/setting.ts";
import { selfSigned } from "./certificate.ts";
import { openNameServer } from "./name-server.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

const dayMs = 24 * 3_600_000;
const inDays = (days: number) => new Date(Date.now() + days * dayMs);

async function tlsServer(days: number) {
  const pair = selfSigned({ from: inDays(-400), to: inDays(days) });
  const server = createServer(pair, (_, response) => response.end("{}"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: address.port, cert: pair.cert };
}

const target = (address: string) => ({ name: "backend", rules: backend, address });

describe("certificates", () => {
  const look = async (days: number, trusted = true) => {
    const { port, cert } = await tlsServer(days);
    const read = (host: string, at: number, withinMs: number) =>
      readCertificate(host, at, withinMs, trusted ? cert : undefined);
    return certificateLook(target(`https://127.0.0.1:${port}`), { days: 21, now: Date.now(), read }).run();
  };

  it("S004-MON-04: one near its end is a finding with the days that are left and the limit", async () => {
    expect(await look(21.5)).toMatchObject({ verdict: "no", measured: 21, limit: 21, unit: "days" });
    expect(await look(22.5)).toMatchObject({ verdict: "yes", measured: 22 });
  });

  it("one that has ended, and one that clients refuse, are findings", async () => {
    expect(await look(-1)).toMatchObject({ verdict: "no", why: expect.stringContaining("ended on") });
    const refused = await look(90, false);
    expect(refused).toMatchObject({
      verdict: "no",
      why: expect.stringContaining("DEPTH_ZERO_SELF_SIGNED_CERT"),
    });
  });

  it("a service without TLS is a finding, and one that cannot be asked could not be told", async () => {
    const read = async () => ({ failed: "ECONNREFUSED" });
    const at = { days: 21, now: 0, read };
    expect((await certificateLook(target("http://example.com"), at).run()).verdict).toBe("no");
    expect((await certificateLook(target("https://example.com"), at).run()).verdict).toBe("unknown");
  });

  it("a server that speaks no TLS is told from one that does", async () => {
    const plain = await serve((_, response) => response.end());
    closing.push(plain.close);
    const found = await readCertificate("127.0.0.1", Number(new URL(plain.url).port), 5000);
    expect(certificateSeen("127.0.0.1", found, { days: 21, now: 0 }).verdict).toBe("unknown");
  });

  it("a probe does not pass over a bad certificate", async () => {
    const { port } = await tlsServer(90);
    const result = await askHttp({ url: `https://127.0.0.1:${port}/health`, withinMs: 5000 });
    expect(isFailure(result) && result.failed).toBe("tls");
  });
});

describe("names", () => {
  const resolver = async () => {
    const server = await openNameServer({
      "api.example.com": { address: "192.0.2.7" },
      "broken.example.com": { code: 2 },
      "silent.example.com": "silence",
    });
    closing.push(server.close);
    return (host: string) => resolveName(host, { servers: [server.address], withinMs: 100, tries: 1 });
  };

  it("S004-MON-04: a name that does not resolve is a finding", async () => {
    const resolve = await resolver();
    const look = (host: string) => nameLook(target(`https://${host}`), resolve).run();
    expect(await look("api.example.com")).toMatchObject({ verdict: "yes" });
    expect(await look("gone.example.com")).toMatchObject({
      verdict: "no",
      why: "gone.example.com: there is no such name.",
    });
    expect(await look("broken.example.com")).toMatchObject({ verdict: "no" });
  });

  it("name servers that do not answer tell nothing", async () => {
    const resolve = await resolver();
    expect((await nameLook(target("https://silent.example.com"), resolve).run()).verdict).toBe("unknown");
    expect((await nameLook(target("https://127.0.0.1:8443"), resolve).run()).verdict).toBe("yes");
  });
});

describe("requests", () => {
  const ask = (url: string, more: object = {}) => askHttp({ url, withinMs: 2000, ...more });

  it("carry credentials to no other host, and never from https to http", async () => {
    const seen: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end("there");
    });
    const first = await serve((_, response) => response.writeHead(307, { location: `${other.url}/x` }).end());
    closing.push(other.close, first.close);
    const result = await ask(first.url, { headers: { authorization: "Bearer secret" } });
    expect(result).toMatchObject({ status: 200, body: "there" });
    expect(seen).toEqual([undefined]);
  });

  it("end at their deadline, also in the middle of an answer", async () => {
    const slow = await serve((_, response) => void response.writeHead(200).write("half"));
    closing.push(slow.close);
    expect(await ask(slow.url, { withinMs: 50 })).toMatchObject({ failed: "timeout" });
  });

  it("name what went wrong: nobody listens, no such name, too many redirects", async () => {
    const gone = await serve(() => undefined);
    await gone.close();
    let hops = 0;
    const far = await serve((_, response) => response.writeHead(302, { location: `/${++hops}` }).end());
    closing.push(far.close);
    expect(await ask(gone.url)).toMatchObject({ failed: "refused" });
    expect(await ask(far.url)).toMatchObject({ failed: "redirect", reason: "more than 5 redirects" });
    expect(hops).toBe(6);
  });

  it("read a mebibyte and no more", async () => {
    const endless = await serve((_, response) => {
      const more = () => response.write("x".repeat(65_536), (error) => (error ? undefined : more()));
      more();
    });
    closing.push(endless.close);
    const result = await ask(endless.url);
    expect(!isFailure(result) && result.body.length).toBe(1_048_576);
  });
});
