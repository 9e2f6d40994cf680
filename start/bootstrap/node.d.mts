/** Whether a Node of that version ("v22.18.0") runs Gatehouse. */
export function nodeFits(version: string): boolean;
