/** As many requests at once as keep a line to S3 busy, and few enough that S3 does not ask to slow down. */
const atOnce = 16;

/**
 * Does `work` for several items at once and gives the results in the items' order. Who stops early leaves at most
 * `atOnce` pieces of work behind.
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  for await (const item of items) {
    const started = work(item);
    // It is awaited in its turn; until then nobody listens, and a failure must not end the process.
    started.catch(() => undefined);
    running.push(started);
    const first = running.length >= atOnce ? running.shift() : undefined;
    if (first) yield await first;
  }
  for (const one of running) yield await one;
}
