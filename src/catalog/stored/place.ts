/**
 * How much of a server is served: all of it; all but text search; or nothing, so that a read of it says that the
 * directory has no room.
 */
export type Place = 'indexed' | 'listed' | 'left out';
