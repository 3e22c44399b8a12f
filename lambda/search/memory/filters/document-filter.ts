// Conditions on documents: what qualifiers ask for.

/**
 * Fields of which values are tested one by one. Most have far fewer distinct values than there are documents. `address` is
 * the address of the source (`sourceAddress`).
 */
export type TextField = 'platforms' | 'kind' | 'licenses' | 'vendor' | 'address'

/** Fields that are only shown, and tested by decoding each document: this takes many times as long. */
type ShownField = 'title' | 'description' | 'version'

/** A condition on documents. */
export type DocumentFilter =
  /** Holds if the field's text passes, or one of its texts. An absent field is the empty text; `platforms` then has none. */
  | { readonly by: 'text'; readonly field: TextField; readonly test: (value: string) => boolean }
  /** Holds if the text of the field passes; of an absent one the empty text. */
  | { readonly by: 'shown'; readonly field: ShownField; readonly test: (value: string) => boolean }
  /** Holds if the field is present and in the range, ends included. `pushedAt` and `created` in epoch seconds, `size` in bytes. */
  | {
      readonly by: 'range'
      readonly field: 'pushedAt' | 'created' | 'size' | 'dangling'
      readonly least: number
      readonly most: number
    }
  /** Holds if there is a source, and its address (`sourceAddress`) begins with this text. */
  | { readonly by: 'sourcePrefix'; readonly start: string }
  /** Holds if the repository's name, normalized, begins with this normalized text. */
  | { readonly by: 'namePrefix'; readonly start: string }
  /**
   * Holds if the normalized namespace passes: all of the name up to its last slash, with that; the empty text if there is
   * none.
   */
  | { readonly by: 'namespace'; readonly test: (namespace: string) => boolean }
  /** Holds if the filter does not. */
  | { readonly by: 'not'; readonly filter: DocumentFilter }
