import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { MetricsRules } from "../../../pipeline/contract/services.ts";
import { openMetrics } from "../../../pipeline/watch/metrics.ts";
import { azurePoints, openStub, promVector, type Stub } from "./services.ts";

const stubs: Stub[] = [];
afterEach(async () => {
  await Promise.all(stubs.splice(0).map((stub) => stub.close()));
});

async function stubOf(answer: Parameters<typeof openStub>[0]): Promise<Stub> {
  const stub = await openStub(answer);
  stubs.push(stub);
  return stub;
}

const to = Date.parse("2027-02-01T15:00:00Z");
const minute = { from: to - 60_000, to };
const now = () => to;

describe("Prometheus", () => {
  const rules: MetricsRules = {
    source: "prometheus",
    address: "PROMETHEUS_URL",
    token: "PROMETHEUS_TOKEN",
    queries: { errorRate: 'sum(rate(http_errors_total{job="api"}[$window]))' },
  };
  const read = async (answer: Parameters<typeof openStub>[0]) => {
    const stub = await stubOf(answer);
    const variables = { PROMETHEUS_URL: `${stub.url}/`, PROMETHEUS_TOKEN: "a-token-for-prometheus" };
    return { stub, figure: await openMetrics(rules, variables, now).read("errorRate", minute) };
  };

  it("is asked at the span's end, for the span's length, with its token", async () => {
    const { stub, figure } = await read(() => promVector("0.25"));
    expect(figure).toEqual({ value: 0.25 });
    const [asked] = stub.got;
    expect(asked?.url.pathname).toBe("/api/v1/query");
    expect(asked?.url.searchParams.get("query")).toBe('sum(rate(http_errors_total{job="api"}[60s]))');
    expect(asked?.url.searchParams.get("time")).toBe(String(to / 1000));
    expect(asked?.headers.authorization).toBe("Bearer a-token-for-prometheus");
  });

  it("may answer with a scalar", async () => {
    const document = { status: "success", data: { resultType: "scalar", result: [1, "7"] } };
    expect((await read(() => ({ document }))).figure).toEqual({ value: 7 });
  });

  it.each([
    ["no series", promVector(), /no number for this time/],
    ["nothing by nothing", promVector("NaN"), /no number for this time/],
    ["several series", promVector("1", "2"), /gives 2 series/],
    ["a refusal", { status: 422, document: { status: "error" } }, /answered 422/],
    ["half a document", { text: '{"status":"succ' }, /no figure/],
    ["another document", { document: { status: "success" } }, /no figure: data/],
  ])("%s is a missing figure", async (_, answer, why) => {
    expect((await read(() => answer)).figure).toMatchObject({ missing: expect.stringMatching(why) });
  });

  it("names the variable that is missing", async () => {
    const metrics = openMetrics(rules, { PROMETHEUS_URL: "http://127.0.0.1:1" }, now);
    expect(await metrics.read("errorRate", minute)).toEqual({
      missing: "PROMETHEUS_TOKEN is not set in this job",
    });
    expect(await metrics.read("cpu", minute)).toEqual({ missing: "the contract has no query for cpu" });
  });
});

const resource = "/subscriptions/0000/resourceGroups/app/providers/Microsoft.Web/sites/app-production";

describe("Azure Monitor", () => {
  const rules: MetricsRules = {
    source: "azure-monitor",
    queries: {
      errorRate: { resource: "SITE_ID", metric: "Http5xx", aggregation: "total", of: "Requests" },
      latency: { resource: "SITE_ID", metric: "HttpResponseTime", aggregation: "average", factor: 1000 },
    },
  };
  const open = async (answer: Parameters<typeof openStub>[0]) => {
    const stub = await stubOf((got) => {
      if (got.url.pathname === "/oidc") return { document: { value: "identity-token-of-the-job" } };
      if (got.url.pathname.endsWith("/oauth2/v2.0/token")) {
        return { document: { token_type: "Bearer", access_token: "azure-token", expires_in: 3599 } };
      }
      return answer(got);
    });
    const variables = {
      SITE_ID: resource,
      AZURE_TENANT_ID: "tenant",
      AZURE_CLIENT_ID: "client",
      ACTIONS_ID_TOKEN_REQUEST_URL: `${stub.url}/oidc?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token",
      AZURE_AUTHORITY_HOST: stub.url,
      AZURE_RESOURCE_MANAGER_ENDPOINT: stub.url,
    };
    return { stub, variables, metrics: openMetrics(rules, variables, now) };
  };

  it("is asked with a token for which the job's identity was exchanged, once", async () => {
    const { stub, metrics } = await open(() => azurePoints("average", 0.25, undefined, 0.5));
    expect(await metrics.read("latency", minute)).toEqual({ value: 375 });
    await metrics.read("latency", minute);
    const [identity, exchange, ask, again] = stub.got;
    expect(identity?.url.searchParams.get("audience")).toBe("api://AzureADTokenExchange");
    expect(identity?.headers.authorization).toBe("Bearer request-token");
    expect(Object.fromEntries(new URLSearchParams(exchange?.body))).toEqual({
      grant_type: "client_credentials",
      client_id: "client",
      scope: "https://management.azure.com/.default",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: "identity-token-of-the-job",
    });
    expect(ask?.headers.authorization).toBe("Bearer azure-token");
    expect(ask?.url.pathname).toBe(`${resource}/providers/Microsoft.Insights/metrics`);
    expect(Object.fromEntries(ask?.url.searchParams ?? [])).toEqual({
      "api-version": "2018-01-01",
      timespan: "2027-02-01T14:59:00.000Z/2027-02-01T15:00:00.000Z",
      interval: "PT1M",
      metricnames: "HttpResponseTime",
      aggregation: "average",
    });
    expect(again?.url.pathname).toBe(ask?.url.pathname);
  });

  it.each<[string, (number | undefined)[], (number | undefined)[], object]>([
    ["is the share of failed requests", [1, undefined, 2], [100, 100, 100], { value: 1 }],
    ["is none where nothing failed", [], [50], { value: 0 }],
    ["is no figure without requests", [0], [0], { missing: "there were no requests", empty: true }],
  ])("the error rate %s", async (_, failed, all, figure) => {
    const { metrics } = await open(({ url }) =>
      azurePoints("total", ...(url.searchParams.get("metricnames") === "Requests" ? all : failed)),
    );
    expect(await metrics.read("errorRate", minute)).toEqual(figure);
  });

  it.each([
    [
      "a refused metric",
      { status: 403, document: { error: { code: "AuthorizationFailed" } } },
      /answered 403/,
    ],
    ["no data", azurePoints("average"), /Azure has no HttpResponseTime/],
  ])("%s is a missing figure", async (_, answer, why) => {
    const { metrics } = await open(() => answer);
    expect(await metrics.read("latency", minute)).toMatchObject({ missing: expect.stringMatching(why) });
  });

  it("names every variable that is missing", async () => {
    const { variables } = await open(() => azurePoints("average", 1));
    const { AZURE_TENANT_ID: _tenant, AZURE_CLIENT_ID: _client, ...rest } = variables;
    const figure = await openMetrics(rules, rest, now).read("latency", minute);
    expect(figure).toMatchObject({
      missing: expect.stringMatching(/^AZURE_TENANT_ID, AZURE_CLIENT_ID not set/),
    });
  });
});

describe("CloudWatch", () => {
  const rules: MetricsRules = {
    source: "cloudwatch",
    region: "us-east-1",
    queries: {
      latency: {
        namespace: "AWS/ApplicationELB",
        metric: "TargetResponseTime",
        dimensions: { LoadBalancer: "app/api/1" },
        statistic: "p95",
        factor: 1000,
      },
      requests: {
        namespace: "AWS/ApplicationELB",
        metric: "RequestCount",
        dimensions: { LoadBalancer: "app/api/1" },
        statistic: "Sum",
      },
    },
  };
  const open = async (answer: Parameters<typeof openStub>[0]) => {
    const stub = await stubOf(answer);
    const variables = {
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret-key-of-the-role",
      AWS_SESSION_TOKEN: "session",
      AWS_ENDPOINT_URL_CLOUDWATCH: stub.url,
    };
    return { stub, metrics: openMetrics(rules, variables, now) };
  };
  const values = (...Values: number[]) => ({
    document: { MetricDataResults: [{ Id: "m", Values, StatusCode: "Complete" }] },
  });

  it("is asked for whole minutes, signed for its region", async () => {
    const { stub, metrics } = await open(() => values(0.25, 0.5));
    expect(await metrics.read("latency", minute)).toEqual({ value: 375 });
    expect(await metrics.read("requests", minute)).toEqual({ value: 0.75 });
    const [asked] = stub.got;
    expect(asked?.headers["x-amz-target"]).toBe("GraniteServiceVersion20100801.GetMetricData");
    expect(asked?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/monitoring\/aws4_request/,
    );
    expect(asked?.headers["x-amz-security-token"]).toBe("session");
    expect(z.json().parse(JSON.parse(asked?.body ?? ""))).toEqual({
      StartTime: to / 1000 - 60,
      EndTime: to / 1000,
      MetricDataQueries: [
        {
          Id: "m",
          MetricStat: {
            Metric: {
              Namespace: "AWS/ApplicationELB",
              MetricName: "TargetResponseTime",
              Dimensions: [{ Name: "LoadBalancer", Value: "app/api/1" }],
            },
            Period: 60,
            Stat: "p95",
          },
        },
      ],
    });
  });

  it("without data, without rights and without credentials gives no figure", async () => {
    expect(await (await open(() => values())).metrics.read("latency", minute)).toMatchObject({ empty: true });
    const refused = await open(() => ({ status: 400, document: { __type: "AccessDenied" } }));
    expect(await refused.metrics.read("latency", minute)).toMatchObject({
      missing: expect.stringContaining("answered 400"),
    });
    expect(await openMetrics(rules, {}, now).read("latency", minute)).toMatchObject({
      missing: expect.stringContaining("no AWS credentials"),
    });
  });
});
