import { z } from "zod";
import { oneOf, text } from "./vocabulary.ts";

const path = z.string().regex(/^\/[^\s]*$/, "a path that begins with /");

/** The service behind the API. */
export const backend = z.strictObject({
  platform: oneOf(["azure-functions"], "the backend's host"),
  /** The service's name on its host; unique there. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{1,58}[a-z0-9]$/, "3 to 60 lower-case letters, digits and hyphens"),
  location: text("the Azure region, for example eastus"),
  /** The App Service plan's size. Consumption (Y1) has two slots in all, which is what a swap needs. */
  sku: oneOf(["Y1", "EP1", "EP2", "EP3"], "the App Service plan's size").default("Y1"),
  pythonVersion: oneOf(["3.11", "3.12", "3.13"], "the Python version of the function app").default("3.12"),
  /** Answered by the service itself, then by what it depends on. */
  healthPaths: z.array(path).min(1, "at least one health path"),
});

/** The site that people see. */
export const frontend = z.strictObject({
  platform: oneOf(["vercel"], "the frontend's host"),
  project: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, "a Vercel project name: lower-case, at most 100"),
  teamId: text("the Vercel team").optional(),
  domain: z
    .string()
    .regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, "a domain name in lower case")
    .optional(),
  framework: text("the framework preset").default("nextjs"),
  rootDirectory: text("the folder of the frontend").optional(),
  /** The Vercel targets that the environment's variables reach. */
  targets: z
    .array(oneOf(["production", "preview"], "a Vercel target"))
    .min(1, "at least one Vercel target")
    .default(["production", "preview"]),
});

/** Who hears of it when health goes, and how closely health is watched. */
export const monitoring = z.strictObject({
  /** Seconds between two checks; Route 53 offers 10 and 30 (S000-MON-01: 30 to 60). */
  intervalSeconds: z.literal([10, 30], { error: "10 or 30 seconds: what Route 53 offers" }).default(30),
  /** Checks in a row that must fail before the endpoint counts as unhealthy. */
  failures: z.int("a whole number").min(1, "at least 1").max(10, "at most 10").default(3),
  emails: z
    .array(z.email({ error: "an e-mail address" }))
    .min(1, "at least one address that hears of an alarm"),
});
