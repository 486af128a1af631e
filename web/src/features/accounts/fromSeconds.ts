/** The identity endpoints count seconds; everything else here speaks ISO. */
export const fromSeconds = (seconds: number): string => new Date(seconds * 1000).toISOString();
