import { existsSync } from "node:fs";
import { maskAll, masker } from "../audit/mask.ts";
import { readAttached } from "../audit/run/attachment.ts";
import { type Command, type Frame, type Given, type Outcome, WrongUse } from "../cli/command.ts";
import { openContract, stageOf } from "../cli/contract-file.ts";
import { commandOptions } from "../contract/commands.ts";
import type { Contract } from "../contract/contract.ts";
import { type Channel, channelsOf, type Sending } from "./channels.ts";
import { type Delivery, deliver } from "./deliver.ts";
import { type EventName, events, isEvent, type Message, messageOf, textOf } from "./events.ts";
import { addressesOf, dueSteps, type Step, stepsOf } from "./routing.ts";
import { runAddress } from "./run-address.ts";
import { openTimeline, type Timeline } from "./timeline.ts";
import { markedText, noteToldHere, wasToldHere } from "./told.ts";

/** @param pagerDutyUrl for a server in place of PagerDuty's own. */
export function notifyCommand(pagerDutyUrl?: string): Command {
  return {
    name: "notify",
    purpose: "tell people what happened, by every channel that the contract names",
    help: `Notices (started, succeeded, approval, frozen, test) go to the team and the environment's first recipients. Alarms
(failed, rolled-back, unhealthy) go to those whose step of the escalation is due, by the age of the open incident; each
step is told once, until it recovered. PagerDuty gets alarms and their ends.

A channel that fails fails nothing: it is named, and recorded (attach the record to \`audit run\`). With no channel set up,
nobody is told, and the answer says so.

Exits 0: told, as far as the channels work. 2: wrong use or contract.`,
    options: commandOptions.notify,
    examples: [
      "notify --environment staging --event succeeded --attach smoke.json --record notify.json",
      'notify --environment production --event unhealthy --message "5xx above the baseline" --link https://status.example',
    ],
    async run(given, frame) {
      const contract = openContract(given, frame);
      const environment = given.need("environment");
      const stage = stageOf(contract, environment);
      const event = eventOf(given.need("event"));
      const message = masked(toldMessage(contract, event, given, frame), frame);
      const here = { event, environment, message };
      if (wasToldHere(frame.environment, here)) {
        return outcomeOf(environment, event, [], ["This job told it before."], frame);
      }
      const isNotice = events[event] === "notice";
      const { timeline, problem } = isNotice ? {} : await openTimeline(contract, environment, frame);
      const steps = stepsFor(event, stepsOf(stage), timeline, frame);
      if (steps === "told") {
        return outcomeOf(
          environment,
          event,
          [],
          ["It was told before, and nothing has changed since."],
          frame,
        );
      }
      const sending: Sending = {
        event,
        environment,
        message,
        to: addressesOf(contract.notifications.emails, steps),
        at: new Date(frame.now()).toISOString(),
        severity: timeline?.issue.mark.severity ?? stage.alerts?.severity ?? "high",
        key: [contract.repository.owner, contract.repository.name, environment].join("/"),
        variables: frame.environment,
        pagerDutyUrl,
      };
      const deliveries = await sendAll(channelsOf(contract, sending), event, frame);
      const wasTaken = deliveries.some(({ outcome }) => outcome === "success");
      const noted = wasTaken ? noteToldHere(frame.environment, here) : undefined;
      if (timeline) deliveries.push(await tellTimeline(timeline, sending, steps, deliveries, frame));
      const problems = [problem, noted].filter((one) => one !== undefined);
      return outcomeOf(environment, event, deliveries, problems, frame);
    },
  };
}

export const notify = notifyCommand();

function eventOf(name: string): EventName {
  if (isEvent(name)) return name;
  throw new WrongUse(`--event is ${JSON.stringify(name)}. Allowed: ${Object.keys(events).join(", ")}.`);
}

function toldMessage(contract: Contract, event: EventName, given: Given, frame: Frame): Message {
  const { environment } = frame;
  return messageOf(contract, {
    event,
    environment: given.need("environment"),
    sha: given.text("sha") ?? environment["GITHUB_SHA"] ?? "a release that is not known",
    version: environment["GATEHOUSE_VERSION"] || undefined,
    actor: environment["GITHUB_TRIGGERING_ACTOR"] || environment["GITHUB_ACTOR"] || undefined,
    run: runAddress(environment),
    message: given.text("message"),
    links: given.list("link"),
    attached: readAttached(given.list("attach"), existsSync),
  });
}

/** What leaves for others holds no secret of the job. */
function masked(message: Message, { environment }: Frame): Message {
  const mask = masker(environment);
  return {
    title: mask(message.title),
    paragraphs: message.paragraphs.map(mask),
    links: message.links.map(({ url, name }) => ({ url: mask(url), name: mask(name) })),
  };
}

/**
 * Whom an event is for. What lasts is told to each step once; the end of it to everybody who was told. Without an open
 * incident there is nothing that lasts, and the first step is told.
 */
function stepsFor(
  event: EventName,
  all: readonly Step[],
  timeline: Timeline | undefined,
  frame: Frame,
): Step[] | "told" {
  if (!timeline || events[event] === "notice") return dueSteps(all, 0);
  const { marks, issue } = timeline;
  if (event === "recovered") {
    const since = marks.filter((one) => one.event !== "recovered");
    if (marks.length > 0 && since.length === 0) return "told";
    return all.filter(({ number }) => number === 0 || since.some(({ step }) => step === number));
  }
  const minutes = (frame.now() - Date.parse(issue.openedAt)) / 60_000;
  const due = dueSteps(all, minutes);
  // A failed run is told by itself; what is only still unhealthy is told to those who have not heard of it.
  if (event !== "unhealthy") return due;
  const heard = marks.filter((one) => one.event === event).map(({ step }) => step);
  if (heard.length === 0) return due;
  const fresh = due.filter(({ number }) => !heard.includes(number));
  return fresh.length === 0 ? "told" : fresh;
}

async function sendAll(channels: readonly Channel[], event: string, { wait }: Frame): Promise<Delivery[]> {
  return await Promise.all(channels.map(({ name, send }) => deliver(name, event, send, wait)));
}

/** What was told, and to whom, goes into the incident's timeline. Where nothing was taken, the next run tries again. */
async function tellTimeline(
  timeline: Timeline,
  { event, at, message }: Sending,
  steps: readonly Step[],
  deliveries: readonly Delivery[],
  frame: Frame,
): Promise<Delivery> {
  const taken = deliveries.filter(({ outcome }) => outcome === "success").map(({ channel }) => channel);
  const numbers = steps.length > 0 ? steps.map(({ number }) => number) : [0];
  const marks = taken.length > 0 ? numbers.map((step) => ({ event, step })) : [];
  const by = taken.length > 0 ? `told by ${taken.join(", ")}` : "nobody could be told";
  const text = `**${at}** ${message.title} (${by})\n\n${textOf(message)}`;
  const send = async () => {
    await timeline.add(markedText(marks, text));
    return { taken: true as const };
  };
  return deliver("github", event, send, frame.wait);
}

function outcomeOf(
  environment: string,
  event: EventName,
  deliveries: readonly Delivery[],
  problems: readonly string[],
  frame: Frame,
): Outcome {
  const failed = deliveries.filter(({ outcome }) => outcome === "failure");
  const taken = deliveries.length - failed.length;
  const title =
    deliveries.length === 0
      ? problems.length > 0
        ? `${event} of ${environment}: nothing is sent.`
        : `${event} of ${environment}: no channel is set up, so nobody is told.`
      : `${event} of ${environment}: told by ${taken} of ${deliveries.length} channels.`;
  const masks = (value: unknown) => maskAll(value, masker(frame.environment));
  for (const { channel, detail } of failed) frame.err(`Warning: ${channel} was not told: ${detail}\n`);
  return {
    // Nothing that a channel does may fail a deployment.
    verdict: "yes",
    report: {
      verdict: "yes",
      title,
      rows: deliveries.map(({ channel, outcome, attempts, detail }) => ({
        name: channel,
        verdict: outcome === "success" ? "yes" : "no",
        why: outcome === "success" ? "taken" : `not taken after ${attempts} tries: ${detail}`,
        todo: "Mend the channel's settings or its secret; this run goes on.",
      })),
      notes: problems,
    },
    json: { environment, event, notifications: deliveries, problems },
    record: JSON.stringify(masks({ command: "notify", environment, event, notifications: deliveries })),
  };
}
