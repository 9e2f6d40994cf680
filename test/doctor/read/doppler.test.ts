import { createServer } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { readIntegration } from "../../../doctor/read/doppler.ts";

/** Doppler's API, as far as one integration goes. */
async function doppler(status: number, body: unknown): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return { url: `http://127.0.0.1:${address.port}`, asked };
}

it("reads what kind of integration a slug names", async () => {
  const { url, asked } = await doppler(200, { integration: { slug: "s", type: "github" }, success: true });
  const environment = { DOPPLER_TOKEN: "a-token", DOPPLER_API_HOST: url };
  expect(await readIntegration("a/b", environment)).toEqual({ value: "github" });
  expect(asked).toEqual(["GET /v3/integrations/integration?integration=a%2Fb Bearer a-token"]);
});

it.each([
  { status: 404, kind: "absent" },
  { status: 401, kind: "refused" },
  { status: 403, kind: "refused" },
  { status: 500, kind: "away" },
  { status: 200, kind: "away" },
])("takes $status without an integration as $kind", async ({ status, kind }) => {
  const { url } = await doppler(status, { messages: ["no"], success: false });
  expect(await readIntegration("s", { DOPPLER_TOKEN: "t", DOPPLER_API_HOST: url })).toMatchObject({
    failed: { kind },
  });
});

it("asks nobody without a token, and takes silence as no answer", async () => {
  expect(await readIntegration("s", {})).toMatchObject({ failed: { kind: "refused" } });
  const away = { DOPPLER_TOKEN: "t", DOPPLER_API_HOST: "http://127.0.0.1:1" };
  expect(await readIntegration("s", away)).toMatchObject({ failed: { kind: "away" } });
});
