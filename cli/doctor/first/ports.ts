// What the look at a first deployment asks of AWS, besides what doctor asks anyway. Nothing of it changes anything, but that
// `invoked` lets a function answer a request.

/** A table of DynamoDB, as AWS describes it. */
interface TableState {
  /** As DynamoDB names it, such as ACTIVE. */
  readonly status: string
  /** The status of an index is undefined where DynamoDB doesn't say it, as it should. */
  readonly indexes: readonly { readonly name: string; readonly status: string | undefined }[]
  /** Write units a second that the table is ready for at once, and whether it is ready yet; undefined if AWS doesn't say. */
  readonly warmWriteUnits: number | undefined
  readonly warmStatus: string | undefined
  /** When DynamoDB answered, by the header `Date`. Epoch milliseconds; undefined without a valid one. */
  readonly answeredAt: number | undefined
}

/** What Lambda says at the end of an invocation, in the log. */
export interface InvocationReport {
  /** Milliseconds. */
  readonly durationMs: number
  /** Milliseconds that the process took to start; undefined if it ran before. */
  readonly initMs: number | undefined
  /** The most that the process ever took. Megabytes. */
  readonly maxMemoryMb: number
}

/** A metric of CloudWatch, summed up over a time. */
interface Measured {
  readonly sum: number
  readonly samples: number
  /** The greatest; 0 if nothing was measured. */
  readonly maximum: number
}

interface Metric {
  readonly namespace: string
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
}

export interface FirstLook {
  /**
   * Describes a table.
   * @throws what DynamoDB answers, if it is not there or may not be described
   */
  table(name: string): Promise<TableState>
  /** Returns by which attribute rows expire, if that is enabled; undefined if it isn't. */
  expiry(table: string): Promise<{ readonly attribute: string; readonly status: string } | undefined>
  /** Returns what a function runs on: its runtime, its architecture, and whether it is in a VPC. */
  runtime(name: string): Promise<{ readonly runtime: string; readonly architecture: string; readonly inVpc: boolean }>
  /** Sends an event to a function, and returns the report of the invocation; undefined if the end of the log has none. */
  invoked(name: string, event: unknown): Promise<InvocationReport | undefined>
  /** Sums a metric up between two times in epoch milliseconds, at most 14 days. */
  measured(metric: Metric, from: number, to: number): Promise<Measured>
}
