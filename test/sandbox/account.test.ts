import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { AccountError, readAccount } from "../../sandbox/account.ts";
import { temporaryFolder } from "./cloud.ts";

function fileWith(text: string): string {
  const file = join(temporaryFolder(), "account.yaml");
  writeFileSync(file, text);
  return file;
}

it("has a default that holds no secret's value", () => {
  const account = readAccount();
  expect(account.aws.accountId).toBe("111122223333");
  expect(Object.keys(account.doppler.projects)).toEqual(["mayassistant"]);
});

it("says everything that is wrong with a file at once, by key", () => {
  const file = fileWith('aws: { accountId: "12", region: us-east-1, regoin: x }\nvercel: { team: acme }\n');
  expect(() => readAccount(file)).toThrow(AccountError);
  expect(() => readAccount(file)).toThrow(/aws\.accountId: twelve digits.*regoin.*vercel\.team.*doppler/s);
});

it("says that a file is missing or is no YAML", () => {
  expect(() => readAccount("/nowhere/account.yaml")).toThrow(/cannot be read.*--account FILE/);
  expect(() => readAccount(fileWith("a: [1"))).toThrow(/is not YAML/);
});
