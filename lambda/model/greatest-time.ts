/** Beyond this no time can be written: the year 275760. Epoch milliseconds. */
export const GREATEST_TIME = 8.64e15
