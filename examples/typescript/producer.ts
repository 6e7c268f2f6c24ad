// Publishes completion events, each from a file, to the stack's queue or bus.
import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";

const HELP = `usage: producer [--bus] FILE...

Publishes completion events, one from each file, to the stack's queue, or with --bus to its bus.
It retries what was not accepted. Publishing twice is harmless: run it again after a failure.

environment:
  COMPLETION_QUEUE_URL  the stack's output CompletionQueueUrl
  COMPLETION_BUS        with --bus: the stack's output CompletionBusName
  EVENT_SOURCE          with --bus: the stack's output EventSource
Region, credentials and endpoints (AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL, ...) are read by the
SDK. Exit code 0: all published; 1: some not; 2: wrong usage.
`;

const ATTEMPTS = 5;
const MOST_ENTRIES = 10; // of a request of SQS and of EventBridge
const MOST_BYTES = 1_000_000; // below 1 MiB, because members other than the event count too

/** An event as it is stored: never made again for a retry. Its text may hold a token: not logged. */
interface Event {
  file: string;
  text: string;
}

/** Publishes at most ten events. Returns why an event was not accepted, by its position. */
type Publish = (events: Event[]) => Promise<Map<number, string>>;

function toQueue(): Publish {
  const sqs = new SQSClient();
  const QueueUrl = variable("COMPLETION_QUEUE_URL");
  return async (events) => {
    const Entries = events.map((it, i) => ({ Id: String(i), MessageBody: it.text }));
    const answer = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    return new Map((answer.Failed ?? []).map((it) => [Number(it.Id), it.Code ?? "unknown"]));
  };
}

function toBus(): Publish {
  const eventBridge = new EventBridgeClient();
  const common = {
    EventBusName: variable("COMPLETION_BUS"),
    Source: variable("EVENT_SOURCE"),
    DetailType: "Job Completion",
  };
  return async (events) => {
    const Entries = events.map((it) => ({ ...common, Detail: it.text }));
    const answer = await eventBridge.send(new PutEventsCommand({ Entries }));
    // The request succeeds even if its entries failed.
    const codes = (answer.Entries ?? []).map((it) => it.ErrorCode);
    return new Map(codes.flatMap((code, i) => (code ? [[i, code] as const] : [])));
  };
}

/** Returns the events that were not accepted. */
async function publishAll(publish: Publish, events: Event[]): Promise<Event[]> {
  let left = events;
  for (let attempt = 1; attempt <= ATTEMPTS && left.length > 0; attempt++) {
    if (attempt > 1) {
      await pause(2 ** attempt * 250 * (0.5 + Math.random() / 2));
    }
    const failed: Event[] = [];
    for (const request of requests(left)) {
      try {
        const reasons = await publish(request);
        reasons.forEach((reason, i) => log(request[i], `not accepted: ${reason}`));
        failed.push(...request.filter((_, i) => reasons.has(i)));
      } catch (error) {
        // Perhaps it was accepted, and only the answer was lost.
        const { code, name } = error as { code?: string; name: string };
        request.forEach((it) => log(it, `not known to be accepted: ${code ?? name}`));
        failed.push(...request);
      }
    }
    left = failed;
  }
  return left;
}

function* requests(events: Event[]): Generator<Event[]> {
  let request: Event[] = [];
  let bytes = 0;
  for (const event of events) {
    const more = Buffer.byteLength(event.text);
    if (request.length === MOST_ENTRIES || (request.length > 0 && bytes + more > MOST_BYTES)) {
      yield request;
      [request, bytes] = [[], 0];
    }
    request.push(event);
    bytes += more;
  }
  yield request;
}

async function read(file: string): Promise<Event> {
  const text = await readFile(file, "utf8").catch(() => fail(`cannot read ${file}`));
  try {
    JSON.parse(text);
  } catch {
    fail(`${file} is no JSON`);
  }
  return { file, text };
}

function variable(name: string): string {
  return process.env[name] || fail(`${name} is not set`);
}

function log(event: Event | undefined, what: string): void {
  console.error(`${new Date().toISOString()} ${event?.file}: ${what}`);
}

function fail(reason: string): never {
  console.error(`${reason}, see --help`);
  process.exit(2);
}

function options() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { bus: { type: "boolean" }, help: { type: "boolean", short: "h" } },
    });
  } catch (error) {
    return fail((error as Error).message);
  }
}

const { values, positionals } = options();
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
if (positionals.length === 0) {
  fail("no file is given");
}
const events = await Promise.all(positionals.map(read));
const left = await publishAll(values.bus ? toBus() : toQueue(), events);
console.log(`${events.length - left.length} of ${events.length} published`);
left.forEach((it) => log(it, "NOT PUBLISHED"));
process.exitCode = left.length === 0 ? 0 : 1;
