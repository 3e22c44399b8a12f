/** A decision made otherwise: what the fault is; the text of the source; what stands in its place. */
export type Fault = readonly [name: string, text: string, replacement: string]
