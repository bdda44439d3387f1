package io.antiphon.codec.opus;

import io.antiphon.codec.AudioDecoder;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.CodecException;
import io.github.jaredmdobson.concentus.OpusException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decodes Opus to 48 kHz (RFC 6716), by Concentus. Takes packets of any mode, bandwidth, duration
 * and number of channels, and changes between them.
 *
 * <p>One thread, one stream. Our own part allocates nothing per packet; Concentus allocates about
 * 20 KiB.
 */
public final class OpusDecoder implements AudioDecoder {
  /** The shortest stretch that can be concealed: 2.5 ms. */
  private static final int SHORTEST = 120;

  private static final int LONGEST_CONCEALED = 960;

  private final AudioFormat format;
  private final io.github.jaredmdobson.concentus.OpusDecoder decoder;

  /**
   * All is decoded to here, from index 0, and then copied: where the coding mode changes between
   * CELT and the others, Concentus writes to the start of the array whatever offset it is given.
   */
  private final short[] scratch;

  /** What concealment would have gone on with, where redundancy takes over from it. */
  private final short[] seam;

  private boolean concealed;

  /**
   * A decoder that has heard nothing.
   *
   * @param channels of what comes out: 1 or 2
   * @throws IllegalArgumentException for any other number
   */
  public OpusDecoder(int channels) {
    if (channels != 1 && channels != 2) {
      throw new IllegalArgumentException("Opus decodes to 1 or 2 channels, not " + channels);
    }
    format = new AudioFormat(48_000, channels);
    scratch = new short[OpusPacket.MAX_DURATION_TICKS * channels];
    seam = new short[SHORTEST * channels];
    try {
      decoder = new io.github.jaredmdobson.concentus.OpusDecoder(48_000, channels);
    } catch (OpusException e) {
      throw new IllegalStateException("no Opus decoder", e);
    }
  }

  @Override
  public AudioFormat format() {
    return format;
  }

  @Override
  public int decode(byte[] payload, int offset, int length, short[] pcm, int pcmOffset)
      throws CodecException {
    int samples = OpusPacket.durationTicks(payload, offset, length);
    requireRoom(pcm, pcmOffset, samples);
    run(payload, offset, length, OpusPacket.MAX_DURATION_TICKS, false);
    concealed = false;
    take(samples, pcm, pcmOffset);
    return samples;
  }

  @Override
  public int decodeLost(int samplesPerChannel, short[] pcm, int pcmOffset) {
    requireRoom(pcm, pcmOffset, samplesPerChannel);
    concealed |= samplesPerChannel > 0;
    int done = 0;
    while (done < samplesPerChannel) {
      int left = samplesPerChannel - done;
      int piece = pieceOf(left);
      int part = Math.min(left, piece);
      try {
        run(null, 0, 0, piece, false);
      } catch (CodecException e) {
        // What damaged packets have made of the decoder's state Concentus cannot always go on from.
        Arrays.fill(scratch, 0, part * format.channels(), (short) 0);
      }
      take(part, pcm, pcmOffset + done * format.channels());
      done += part;
    }
    return samplesPerChannel;
  }

  /**
   * {@inheritDoc}
   *
   * <p>The redundancy covers one frame's length, the last before the packet; ask {@link
   * OpusPacket#hasFec} whether there is any. Behind what is concealed it is decoded without a past:
   * it predicts each period of a voice from the one before, and what concealment has made up is out
   * of step with it, so that the two would cancel each other out.
   */
  @Override
  public int decodeFec(
      byte[] nextPayload, int offset, int length, int samplesPerChannel, short[] pcm, int pcmOffset)
      throws CodecException {
    boolean covered = OpusPacket.hasFec(nextPayload, offset, length);
    requireRoom(pcm, pcmOffset, samplesPerChannel);
    int frame = OpusPacket.frameTicksOf(nextPayload[offset] & 0xff);
    if (!covered) {
      return decodeLost(samplesPerChannel, pcm, pcmOffset);
    }
    // Asked for more than the frame's length, Concentus would conceal the rest itself, into the
    // wrong place when the mode changes (lostromb/concentus#65).
    int uncovered = Math.max(0, samplesPerChannel - frame);
    decodeLost(uncovered, pcm, pcmOffset);
    boolean afresh = concealed;
    if (afresh) {
      decodeLost(SHORTEST, seam, 0);
      reset();
    }
    run(nextPayload, offset, length, frame, true);
    int at = pcmOffset + uncovered * format.channels();
    int rebuilt = samplesPerChannel - uncovered;
    System.arraycopy(
        scratch, (frame - rebuilt) * format.channels(), pcm, at, rebuilt * format.channels());
    if (afresh && rebuilt >= SHORTEST) {
      fadeIn(pcm, at);
    }
    return samplesPerChannel;
  }

  private void fadeIn(short[] pcm, int offset) {
    for (int i = 0; i < seam.length; i++) {
      int in = i / format.channels() + 1;
      pcm[offset + i] = (short) (seam[i] + (pcm[offset + i] - seam[i]) * in / (SHORTEST + 1));
    }
  }

  /** Forgets the past, as for a new stream. */
  public void reset() {
    decoder.resetState();
    concealed = false;
  }

  private void run(byte @Nullable [] payload, int offset, int length, int samples, boolean fec)
      throws CodecException {
    try {
      decoder.decode(payload, offset, length, scratch, 0, samples, fec);
    } catch (OpusException | RuntimeException | AssertionError e) {
      decoder.resetState();
      throw new CodecException("an Opus packet that cannot be decoded: " + e.getMessage());
    }
  }

  /** Lengths that concealment works well in are 20, 10, 5 and 2.5 ms. */
  private static int pieceOf(int left) {
    int piece = LONGEST_CONCEALED;
    while (piece > SHORTEST && piece > left) {
      piece /= 2;
    }
    return piece;
  }

  private void take(int samples, short[] pcm, int pcmOffset) {
    System.arraycopy(scratch, 0, pcm, pcmOffset, samples * format.channels());
  }

  private void requireRoom(short[] pcm, int pcmOffset, int samples) {
    if (samples < 0 || pcmOffset < 0 || samples > (pcm.length - pcmOffset) / format.channels()) {
      throw new IllegalArgumentException(
          samples + " samples per channel at " + pcmOffset + " of an array of " + pcm.length);
    }
  }
}
