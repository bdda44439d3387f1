package io.antiphon.peer;

import io.antiphon.codec.AudioClip;
import io.antiphon.codec.AudioDecoder;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.CodecException;
import io.antiphon.codec.wav.WavFile;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The last seconds of what a track said, in memory: kept as the packets that came, a few kilobytes
 * per second, and decoded when somebody asks.
 *
 * <p>Put in by the event loop, asked for by any thread. The lock between them is held for the time
 * of a copy.
 */
public final class RecentAudio implements PacketRecorder {
  private static final int FIRST_BYTES = 16_384;
  private static final int MAX_BYTES_PER_SECOND = 65_536;

  /** Decoders need a moment to find their feet: this is read before what is asked for. */
  private static final int RUN_UP_MILLIS = 200;

  private final Duration length;
  private final int maxBytes;
  private final PacketQueue.Entry oldest = new PacketQueue.Entry();
  private @Nullable PacketQueue packets;
  private @Nullable AudioCodec codec;
  private int channels = 1;
  private long ticks;

  /**
   * Keeps this much.
   *
   * @throws IllegalArgumentException if it is not 1 s to 10 min
   */
  public RecentAudio(Duration length) {
    if (length.toSeconds() < 1 || length.toSeconds() > 600) {
      throw new IllegalArgumentException("recent audio of " + length + "; 1 s to 10 min it keeps");
    }
    this.length = length;
    maxBytes = (int) Math.min(Integer.MAX_VALUE / 2, length.toSeconds() * MAX_BYTES_PER_SECOND);
  }

  /** The most that is kept. */
  public Duration length() {
    return length;
  }

  @Override
  public synchronized void begin(String encoding, int clockRateHz) {
    packets = null;
    ticks = 0;
    channels = 1;
    for (AudioCodec each : AudioCodec.values()) {
      codec = each.encoding().equals(encoding) ? each : codec;
    }
  }

  @Override
  public synchronized void packet(byte[] payload, int payloadLength, int lasting) {
    if (codec == AudioCodec.OPUS && (payload[0] & 4) != 0) {
      channels = 2;
    }
    put(PacketQueue.PACKET, lasting, payload, payloadLength);
  }

  @Override
  public synchronized void lost(int lasting) {
    put(PacketQueue.LOST, lasting, null, 0);
  }

  @Override
  public synchronized void silence(int lasting) {
    put(PacketQueue.SILENCE, lasting, null, 0);
  }

  private void put(byte kind, int lasting, byte @Nullable [] payload, int payloadLength) {
    AudioCodec current = codec;
    if (current == null) {
      return;
    }
    PacketQueue queue = packets;
    if (queue == null) {
      queue = new PacketQueue(Math.min(maxBytes, FIRST_BYTES));
      packets = queue;
    }
    long most = ticksIn(length.toMillis() + RUN_UP_MILLIS, current);
    while (ticks + lasting > most && queue.poll(oldest)) {
      ticks -= oldest.ticks;
    }
    while (!queue.offer(kind, lasting, payload, payloadLength)) {
      if (queue.capacity() < maxBytes) {
        PacketQueue larger = new PacketQueue(Math.min(maxBytes, 2 * queue.capacity()));
        queue.copyTo(larger);
        queue = larger;
        packets = larger;
      } else if (queue.poll(oldest)) {
        ticks -= oldest.ticks;
      } else {
        return; // larger than all that may be kept
      }
    }
    ticks += lasting;
  }

  private static long ticksIn(long millis, AudioCodec codec) {
    return millis * codec.clockRateHz() / 1000;
  }

  /**
   * What was said last, decoded: as long as asked for, or as much as there is. Takes about a
   * millisecond per second of audio, so not for the event loop.
   *
   * @return 48 kHz mono of no length if nothing was heard yet
   */
  public AudioClip last(Duration wanted) {
    return lastAsWav(wanted);
  }

  /** The same as a WAV file in memory. */
  public WavFile lastAsWav(Duration wanted) {
    PacketQueue copy;
    AudioCodec spoken;
    AudioDecoder decoder;
    long kept;
    synchronized (this) {
      PacketQueue queue = packets;
      spoken = codec;
      if (queue == null || spoken == null) {
        return WavFile.of(AudioFormat.MONO_48K, new short[0]);
      }
      copy = new PacketQueue(Math.max(1, queue.bytesWaiting()));
      queue.copyTo(copy);
      decoder = spoken.newDecoder(channels);
      kept = ticks;
    }
    long millis = Math.min(length.toMillis(), wanted.toMillis());
    int length = (int) Math.min(kept, ticksIn(Math.max(0, millis), spoken));
    long skipped = kept - length;
    long runUp = Math.max(0, skipped - ticksIn(RUN_UP_MILLIS, spoken));
    Samples samples = new Samples(decoder, spoken.samplesPerTick());
    return WavFile.of(decoder.format(), samples.of(copy, runUp, skipped, length));
  }

  /** Turns packets into samples. */
  private record Samples(AudioDecoder decoder, int perTick) {
    /** Drops all before {@code runUp}, decodes from there on, keeps {@code length} ticks. */
    short[] of(PacketQueue queue, long runUp, long skipped, int length) {
      int values = perTick * decoder.format().channels();
      short[] clip = new short[length * values];
      short[] pcm = new short[decoder.format().sampleRateHz() * decoder.format().channels()];
      PacketQueue.Entry entry = new PacketQueue.Entry();
      long position = 0;
      while (queue.poll(entry)) {
        long end = position + entry.ticks;
        if (end > runUp) {
          decode(entry, pcm);
          int cut = (int) Math.max(0, skipped - position);
          int count = entry.ticks - cut;
          if (count > 0) {
            int at = (int) (position + cut - skipped) * values;
            System.arraycopy(pcm, cut * values, clip, at, count * values);
          }
        }
        position = end;
      }
      return clip;
    }

    private void decode(PacketQueue.Entry entry, short[] pcm) {
      int values = entry.ticks * perTick * decoder.format().channels();
      Arrays.fill(pcm, 0, values, (short) 0);
      if (entry.kind == PacketQueue.SILENCE) {
        return;
      }
      if (entry.kind == PacketQueue.PACKET) {
        try {
          decoder.decode(entry.payload, 0, entry.payloadLength, pcm, 0);
          return;
        } catch (CodecException e) {
          // Nothing of it is usable: as if it had not come.
          Arrays.fill(pcm, 0, values, (short) 0);
        }
      }
      decoder.decodeLost(entry.ticks * perTick, pcm, 0);
    }
  }
}
