import { PolicyPack } from "@pulumi/policy";
import { wire } from "./form/crossguard.ts";
import { readRun } from "./form/run.ts";
import { policies } from "./policies.ts";

new PolicyPack("gatehouse", {
  displayName: "Gatehouse",
  description: "Refuses a change that would open a side door to production.",
  enforcementLevel: "mandatory",
  policies: wire(policies, readRun(new Date())),
});
