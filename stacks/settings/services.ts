import { z } from "zod";
import { budget } from "./accounts.ts";
import { oneOf, text, whole } from "./vocabulary.ts";

/** What the application's services run on; the same in every environment. */
export const services = z
  .strictObject({
    backend: z.strictObject({ platform: oneOf(["azure-functions"], "the backend's host") }).optional(),
    frontend: z.strictObject({ platform: oneOf(["vercel"], "the frontend's host") }).optional(),
  })
  .prefault({});

/** The service behind the API, in one environment. */
export const backend = z.strictObject({
  /** The service's name on its host; unique there. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{1,58}[a-z0-9]$/, "3 to 60 lower-case letters, digits and hyphens"),
  location: text("the Azure region, for example eastus"),
  /** The App Service plan's size. Consumption (Y1) has two slots in all, which is what a swap needs. */
  sku: oneOf(["Y1", "EP1", "EP2", "EP3"], "the App Service plan's size").default("Y1"),
  pythonVersion: oneOf(["3.11", "3.12", "3.13"], "the Python version of the function app").default("3.12"),
  /** Days for which logs are kept in the workspace of Log Analytics. */
  logRetentionDays: whole(30, 730, "days").default(90),
  budget: budget.optional(),
});

/** The site that people see. */
export const frontend = z.strictObject({
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

/** How closely health is watched from outside. */
export const monitoring = z.strictObject({
  /** Seconds between two checks; Route 53 offers 10 and 30 (S000-MON-01: 30 to 60). */
  intervalSeconds: z.literal([10, 30], { error: "10 or 30 seconds: what Route 53 offers" }).default(30),
  /** Checks in a row that must fail before the endpoint counts as unhealthy. */
  failures: whole(1, 10, "checks").default(3),
});
