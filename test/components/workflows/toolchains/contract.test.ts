import { createServer, type RequestListener } from "node:http";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { tools } from "../../../../components/workflows/toolchains/tools.ts";
import { pythonVenv } from "../../../../sandbox/engine/python.ts";
import { setUpTimeout } from "../../../checkers/index.ts";
import { Runner } from "./bash.ts";
import { stepOf } from "./parsed.ts";
import { fileOf, service } from "./seeds.ts";

let venv: string;

beforeAll(async () => {
  venv = await pythonVenv({ packages: [`schemathesis==${tools.schemathesis}`] });
}, setUpTimeout);

const description = `openapi: 3.0.3
info: { title: Diary, version: "1" }
paths:
  /entries:
    get:
      responses:
        "200":
          description: The entries
          content:
            application/json:
              schema:
                type: object
                required: [count]
                properties: { count: { type: integer } }
`;

/** A service of Node that answers so. */
const serverOf = (answer: string, port: number) => `require("node:http").createServer((request, response) => {
  const known = request.url.split("?")[0] === "/entries" && request.method === "GET";
  response.writeHead(known ? 200 : request.url.startsWith("/entries") ? 405 : 404, { "content-type": "application/json", allow: "GET" });
  response.end(known ? '${answer}' : "{}");
}).listen(${port}, "127.0.0.1");
`;

async function freePort(): Promise<number> {
  const none: RequestListener = (_request, response) => response.end();
  const server = createServer(none);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<unknown>((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function contractTests(answer: string) {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const file = fileOf("ci.yml", [
    service("backend", {
      kind: "rust",
      version: "1.91.0",
      binaries: ["gateway"],
      suites: { contract: { openapi: { description: "openapi.yaml", start: "node server.cjs", address } } },
      stages: [{ name: "Integration Tests", minutes: 15, checks: ["contract"] }],
    }),
  ]);
  const runner = new Runner();
  runner.command("pipx", `shift 3; exec "${join(venv, "schemathesis")}" "\${@:2}"`);
  runner.write("openapi.yaml", description);
  runner.write("server.cjs", serverOf(answer, port));
  const run = (name: string) => runner.run(stepOf(file, "backend-integration-tests", name));
  const tests = run("Contract tests");
  return { tests, gate: run("Contract tests: 1 at least, none fails"), address };
}

it("S004-CI-05: an answer that deviates from the specification stops", {
  timeout: setUpTimeout,
}, async () => {
  const { tests, gate, address } = await contractTests('{"count":"many"}');
  expect(tests.output).toContain("Response violates schema");
  expect(tests.code).toBe(1);
  expect(gate.code).toBe(1);
  await expect(fetch(address)).rejects.toThrow();
});

it("an answer that keeps to it passes, and the service ends with the step", {
  timeout: setUpTimeout,
}, async () => {
  const { tests, gate, address } = await contractTests('{"count":1}');
  expect(tests).toMatchObject({ code: 0 });
  expect(gate.code).toBe(0);
  await expect(fetch(address)).rejects.toThrow();
});
