/** A route that takes no query parameters. */
export class NoQueryDto {}
