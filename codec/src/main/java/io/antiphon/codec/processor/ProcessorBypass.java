package io.antiphon.codec.processor;

/**
 * A processor was taken out of a chain because it failed or was too slow. It stays out until the
 * chain is set anew.
 *
 * @param spec the processor, as it was asked for
 * @param reason which of the two
 * @param detail in words: the exception, or how long it took
 * @param atNanos when, on the clock of the chain's owner
 * @param frames how many frames it had processed by then, this one not counted if it failed on it
 */
public record ProcessorBypass(
    ProcessorSpec spec, Reason reason, String detail, long atNanos, long frames) {
  /** Why a processor is bypassed. */
  public enum Reason {
    /** It threw, or returned what it had not declared. */
    FAILED,
    /** It took too much of the time that its frame lasts. */
    SLOW
  }
}
