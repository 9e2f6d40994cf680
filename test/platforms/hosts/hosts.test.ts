import { describe, expect, it } from "vitest";
import { azureFunctionsHost } from "../../../platforms/hosts/azure-functions.ts";
import { vercelHost } from "../../../platforms/hosts/vercel.ts";
import { type AzureApp, startAzureApp } from "../../servers/azure-app.ts";
import { cuts, startHttp } from "../../servers/http.ts";
import { startVercelProject, type VercelProject } from "../../servers/vercel-project.ts";

const old = "1".repeat(40);
const good = "2".repeat(40);
const bad = "3".repeat(40);
const past = [
  { sha: bad, startedAt: "2027-02-01T14:00:00Z", good: false },
  { sha: good, startedAt: "2027-01-31T14:00:00Z", good: true },
  { sha: old, startedAt: "2027-01-30T14:00:00Z", good: true },
];
const wait = async () => undefined;

const azure = ({ http }: AzureApp) =>
  azureFunctionsHost({
    subscription: "sub",
    group: "group",
    app: "app",
    token: async () => "a-token",
    url: http.url,
    wait,
  });

describe("an app on Azure Functions", () => {
  it("gives the slot's release the traffic, and waits until Azure says that it is done", async () => {
    const app = await startAzureApp(good, bad);
    expect(await azure(app).promote(bad)).toEqual({ how: "done", to: { id: "app", sha: bad } });
    expect(app).toMatchObject({ production: bad, candidate: good, swaps: 1 });
    expect(app.http.received.map(({ method, body }) => `${method} ${body}`)).toEqual([
      'POST {"targetSlot":"production","preserveVnet":true}',
      "GET ",
      "GET ",
    ]);
    expect(app.http.received.every(({ headers }) => headers.authorization === "Bearer a-token")).toBe(true);
  });

  it("goes back by a swap, once, however often it is asked", async () => {
    const app = await startAzureApp(good, bad);
    const host = azure(app);
    await host.promote(bad);
    expect(await host.hadTraffic({ sha: bad, startedAt: "2027-02-01T14:00:00Z", good: false })).toBe(true);
    expect((await host.restore(good, past)).how).toBe("done");
    expect((await host.restore(good, past)).how).toBe("there");
    expect(app).toMatchObject({ production: good, candidate: bad, swaps: 2 });
  });

  it("swaps nothing when the release that failed never had traffic: what is in the slot is what failed", async () => {
    const app = await startAzureApp(good, bad);
    app.last = {
      timestampUtc: "2027-01-31T14:10:00Z",
      sourceSlotName: "candidate",
      destinationSlotName: "production",
    };
    const host = azure(app);
    expect((await host.restore(good, past)).how).toBe("there");
    expect(await host.hadTraffic({ sha: bad, startedAt: "2027-02-01T14:00:00Z", good: false })).toBe(false);
    expect(app).toMatchObject({ production: good, swaps: 0 });
  });

  it("does not go back further than its slot reaches, and says what it holds", async () => {
    const app = await startAzureApp(bad, good);
    await expect(azure(app).restore(old, past)).rejects.toThrow(
      /holds the release before the newest, 222222222222, and not 111111111111/,
    );
    expect(app.swaps).toBe(0);
  });

  it("follows no answer to another host", async () => {
    const app = await startAzureApp(good, bad);
    const elsewhere = await startHttp();
    app.http.behaviours = [
      (response) => void response.writeHead(202, { location: `${elsewhere.url}/steal` }).end(),
    ];
    await expect(azure(app).promote(bad)).rejects.toThrow("another host");
    expect(elsewhere.received).toEqual([]);
  });

  it.each([
    ["429", { status: 429, body: "slow down" }, true],
    ["503", { status: 503, body: "" }, true],
    ["409", { status: 409, body: "another operation is in progress" }, true],
    ["403", { status: 403, body: "AuthorizationFailed" }, false],
  ])("tells %s with the host's words, and whether it may pass", async (_, fault, passing) => {
    const app = await startAzureApp(good, bad);
    app.faults.push(fault);
    await expect(azure(app).promote(bad)).rejects.toMatchObject({
      name: "HostError",
      passing,
      message: expect.stringContaining(fault.body),
    });
  });

  it("calls a cut line passing", async () => {
    const app = await startAzureApp(good, bad);
    app.http.behaviours = [cuts];
    await expect(azure(app).promote(bad)).rejects.toMatchObject({ passing: true });
  });
});

const vercel = ({ http }: VercelProject) =>
  vercelHost({ project: "prj", team: "team", token: "token-of-the-project", url: http.url, wait });

const builds = () => [
  { uid: "dpl_old", sha: old, created: 1, promoted: true },
  { uid: "dpl_good_first", sha: good, created: 2, promoted: false },
  { uid: "dpl_good", sha: good, created: 3, promoted: true },
  { uid: "dpl_bad", sha: bad, created: 4, promoted: false },
];

describe("a site on Vercel", () => {
  it("promotes the staged build of the commit, the newest one, as it is", async () => {
    const project = await startVercelProject(builds(), "dpl_old");
    expect(await vercel(project).promote(good)).toEqual({ how: "done", to: { id: "dpl_good", sha: good } });
    expect(project).toMatchObject({ live: "dpl_good", moves: [{ type: "promote", to: "dpl_good" }] });
  });

  it("goes back to any build that is still there, once", async () => {
    const project = await startVercelProject(builds(), "dpl_bad");
    const host = vercel(project);
    expect((await host.restore(old, past)).how).toBe("done");
    expect((await host.restore(old, past)).how).toBe("there");
    expect(project).toMatchObject({ live: "dpl_old", moves: [{ type: "rollback", to: "dpl_old" }] });
  });

  it("knows whether a build ever had traffic, and takes one that it cannot find for one that had", async () => {
    const host = vercel(await startVercelProject(builds(), "dpl_good"));
    const release = (sha: string) => ({ sha, startedAt: "2027-02-01T14:00:00Z", good: false });
    expect(await host.hadTraffic(release(bad))).toBe(false);
    expect(await host.hadTraffic(release(good))).toBe(true);
    expect(await host.hadTraffic(release("4".repeat(40)))).toBe(true);
  });

  it("says so when the build is gone, or the domains cannot be moved", async () => {
    const project = await startVercelProject(builds(), "dpl_bad");
    await expect(vercel(project).restore("4".repeat(40), past)).rejects.toThrow(
      /no finished production deployment of 444444444444/,
    );
    project.ends = "failed";
    await expect(vercel(project).restore(good, past)).rejects.toThrow(
      "could not move the domains of prj to dpl_good",
    );
    expect(project.live).toBe("dpl_bad");
  });

  it("shows no token in what it says", async () => {
    const project = await startVercelProject(builds(), "dpl_bad");
    project.faults.push({ status: 403, body: '{"error":{"message":"Not authorized"}}' });
    const refusal: unknown = await vercel(project)
      .promote(good)
      .catch((error: unknown) => error);
    expect(String(refusal)).toContain("Not authorized");
    expect(String(refusal)).not.toContain("token-of-the-project");
  });
});
