import { type Html, html } from "./html.ts";

/** One link of the picture: a record, or several of the same kind of outcome in a row. */
export interface Link {
  from: number;
  to: number;
  look: Look;
  /** Shown where a mouse rests on it. */
  title: string;
}

export type Look = "good" | "bad" | "other" | "broken";

/** As many links as can still be told apart. */
const mostLinks = 400;

const across = 50;
const side = 14;
const step = 20;

/** A chain as squares in rows, each joined to the one before; where something does not fit, the joint is cut. */
export function chainPicture(name: string, links: readonly Link[]): Html {
  const shown = links.slice(-mostLinks);
  const rows = Math.ceil(shown.length / across);
  const width = across * step + 10;
  const height = Math.max(rows, 1) * step + 10;
  const label = `The chain ${name}: ${shown.length} links${links.length > shown.length ? ", the latest" : ""}`;
  return html`<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}">
${shown.map(drawn)}</svg>`;
}

function drawn({ look, title }: Link, index: number): Html {
  const x = (index % across) * step + 5;
  const y = Math.floor(index / across) * step + 5;
  const middle = y + side / 2;
  const isFirst = index % across === 0;
  const joint =
    look === "broken" || isFirst
      ? undefined
      : html`<line x1="${x - step + side}" y1="${middle}" x2="${x}" y2="${middle}" class="joint"/>`;
  return html`${joint}<rect x="${x}" y="${y}" width="${side}" height="${side}" rx="3" class="${look}"><title>${title}</title></rect>
`;
}

/** Joins neighbours that look the same, until there are few enough. Broken links stay alone. */
export function condense(links: readonly Link[]): Link[] {
  if (links.length <= mostLinks) return [...links];
  const size = Math.ceil(links.length / (mostLinks / 2));
  const joined: Link[] = [];
  for (const link of links) {
    const before = joined.at(-1);
    const fits =
      before && before.look === link.look && link.look !== "broken" && link.to - before.from < size;
    if (fits) {
      before.to = link.to;
      before.title = `Records ${before.from} to ${link.to}`;
    } else {
      joined.push({ ...link });
    }
  }
  return joined;
}
