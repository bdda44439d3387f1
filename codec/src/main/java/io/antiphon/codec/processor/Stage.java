package io.antiphon.codec.processor;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioProcessor;
import io.antiphon.codec.FormatConversion;
import io.antiphon.codec.processor.ProcessorBypass.Reason;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One processor in its place in a chain, watched: once it fails, or is too slow by the rule of
 * {@link TimeLimit}, it is passed by for good.
 *
 * <p>The media thread runs it; any thread may ask for its {@link #status}.
 */
final class Stage {
  private final ProcessorSpec spec;
  private final AudioProcessor processor;
  private final AudioFormat input;
  private final AudioFormat output;
  private final int latencySamples;
  private final Supervisor supervisor;
  private final TimeLimit limit = new TimeLimit();

  /** Stands in for a processor that changes the format. */
  private final @Nullable FormatConversion standIn;

  private final SeamSmoother seams;

  /** What went in, to go on with if the processor fails half-way. */
  private short[] kept = new short[0];

  private long totalNanos;
  private long maxNanos;

  private long processed;

  /** {@code processed} for other threads: written last of the three, read first. */
  private volatile long frames;

  private volatile @Nullable ProcessorBypass bypass;

  Stage(ProcessorSpec spec, AudioProcessor processor, AudioFormat input, Supervisor supervisor) {
    this.spec = spec;
    this.processor = processor;
    this.input = input;
    this.supervisor = supervisor;
    output = processor.outputFormat(input);
    latencySamples = processor.latencySamples();
    standIn = output.equals(input) ? null : new FormatConversion(input, output);
    seams = new SeamSmoother(output);
  }

  AudioFormat output() {
    return output;
  }

  /** By how many of its output samples a sound is late. */
  int latencySamples() {
    return latencySamples;
  }

  /** Whether it does the same as the other would, and can go on in its place. */
  boolean canReplace(Stage other) {
    return bypass == null && spec.equals(other.spec) && input.equals(other.input);
  }

  /**
   * Processes one frame.
   *
   * @param frameNanos how long the frame lasts that went into the chain
   */
  AudioFrame run(AudioFrame frame, long frameNanos) {
    if (frame.samplesPerChannel() == 0) {
      return stepAside(frame);
    }
    return bypass == null ? watch(frame, frameNanos) : smoothed(stepAside(frame));
  }

  void reset() {
    limit.reset();
    seams.reset();
    if (standIn != null) {
      standIn.reset();
    }
    if (bypass == null) {
      try {
        processor.reset();
      } catch (RuntimeException | Error e) {
        giveUp(Reason.FAILED, "reset: " + e, supervisor.nanoTime());
      }
    }
  }

  ProcessorStatus status() {
    long count = frames;
    return new ProcessorStatus(spec, bypass, count, totalNanos, maxNanos, readings());
  }

  private Map<String, Double> readings() {
    try {
      return bypass == null ? processor.readings() : Map.of();
    } catch (RuntimeException | Error e) {
      return Map.of(); // its audio may still be good
    }
  }

  // A processor is anyone's code: an Error of it, such as a class that is missing, must not end
  // the call either.
  private AudioFrame watch(AudioFrame frame, long frameNanos) {
    int samples = frame.samplesPerChannel();
    keep(frame);
    long began = supervisor.nanoTime();
    AudioFrame result;
    try {
      result = checked(processor.process(frame));
    } catch (RuntimeException | Error e) {
      giveUp(Reason.FAILED, e.toString(), supervisor.nanoTime());
      System.arraycopy(kept, 0, frame.samples(), 0, samples * input.channels());
      frame.setSamplesPerChannel(samples);
      return smoothed(stepAside(frame));
    }
    long ended = supervisor.nanoTime();
    account(ended - began);
    smoothed(result); // before a seam is announced: that lies behind this frame
    if (limit.isExceeded(ended - began, frameNanos, ended)) {
      giveUp(Reason.SLOW, limit.describe(ended - began, frameNanos), ended);
    }
    return result;
  }

  private AudioFrame smoothed(AudioFrame result) {
    seams.smooth(result.samples(), 0, result.samplesPerChannel());
    return result;
  }

  private void keep(AudioFrame frame) {
    if (kept.length < frame.length()) {
      kept = new short[frame.length()];
    }
    System.arraycopy(frame.samples(), 0, kept, 0, frame.length());
  }

  private AudioFrame checked(@Nullable AudioFrame result) {
    if (result == null) {
      throw new IllegalStateException("returned null");
    }
    if (!result.format().equals(output)) {
      throw new IllegalStateException("returned " + result.format() + ", declared " + output);
    }
    return result;
  }

  private void account(long nanos) {
    totalNanos += nanos;
    maxNanos = Math.max(maxNanos, nanos);
    frames = ++processed;
  }

  private void giveUp(Reason reason, String detail, long nowNanos) {
    ProcessorBypass report = new ProcessorBypass(spec, reason, detail, nowNanos, frames);
    bypass = report;
    seams.seam();
    supervisor.report(report);
  }

  private AudioFrame stepAside(AudioFrame frame) {
    return standIn == null ? frame : standIn.process(frame);
  }
}
