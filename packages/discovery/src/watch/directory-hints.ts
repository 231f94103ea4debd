/**
 * Tells that something may have changed in a directory. Hints may be lost, late or repeated: they only make
 * the next scan happen sooner.
 */
export interface DirectoryHints {
  /** Starts to hint at changes of one directory. Nothing is thrown: what fails goes to `onError`. */
  watch(directory: string, listener: HintListener): HintWatch;
}

/** Who is told. */
export interface HintListener {
  readonly onHint: () => void;
  readonly onError: (error: unknown) => void;
}

/** Hints that are being given until it is closed. */
export interface HintWatch {
  close(): Promise<void>;
}
