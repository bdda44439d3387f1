package io.antiphon.bench.jmh;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.CodecException;
import io.antiphon.codec.opus.OpusDecoder;
import io.antiphon.codec.opus.OpusEncoder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Frames of 20 ms, mono, at 48 kHz; Opus at 32 kbit/s as calls send it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AudioFrames {
  private static final int SAMPLES = 960;

  private final AudioSource tone = AudioSource.tone(AudioFormat.MONO_48K, 433, -12);
  private final AudioSource resampled =
      AudioSource.tone(AudioFormat.mono(24_000), 433, -12).as(AudioFormat.MONO_48K);
  private final OpusEncoder encoder = OpusEncoder.builder().bitrate(32_000).complexity(5).build();
  private final OpusDecoder decoder = new OpusDecoder(1);
  private final short[] pcm = new short[SAMPLES];
  private final short[] heard = new short[SAMPLES];
  private final byte[] payload = new byte[OpusEncoder.MAX_PAYLOAD_BYTES];
  private int length;

  /** A payload to decode. */
  @Setup
  public void encodeOne() throws CodecException {
    for (int i = 0; i < 10; i++) {
      encode();
    }
  }

  /** A frame of the tone into a payload. */
  @Benchmark
  public int encode() throws CodecException {
    tone.read(pcm, 0, SAMPLES);
    length = encoder.encode(pcm, 0, SAMPLES, payload, 0, payload.length);
    return length;
  }

  /** The same payload again and again. */
  @Benchmark
  public int decode() throws CodecException {
    return decoder.decode(payload, 0, length, heard, 0);
  }

  /** What stands in for a lost one. */
  @Benchmark
  public int decodeLost() throws CodecException {
    return decoder.decodeLost(SAMPLES, heard, 0);
  }

  /** A tone of 24 kHz as 48 kHz. */
  @Benchmark
  public int resample() {
    return resampled.read(pcm, 0, SAMPLES);
  }
}
