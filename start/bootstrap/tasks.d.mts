/** What a task runs, as arguments of Node; undefined where there is no such task. */
export function commandsOf(task: string): readonly (readonly string[])[] | undefined;
