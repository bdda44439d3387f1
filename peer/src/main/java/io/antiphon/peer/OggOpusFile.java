package io.antiphon.peer;

import io.antiphon.codec.CodecException;
import io.antiphon.codec.opus.OpusPacket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import org.gagravarr.ogg.OggFile;
import org.gagravarr.ogg.OggPacket;
import org.gagravarr.ogg.OggPacketWriter;
import org.gagravarr.opus.OpusInfo;
import org.gagravarr.opus.OpusTags;

/**
 * An Ogg file of Opus packets (RFC 7845). One thread, which it blocks.
 *
 * <p>Time is counted twice: what RTP says has passed, and what the packets in the file last. They
 * may differ by less than the shortest Opus frame, 2.5 ms, until the end, where the last granule
 * position says what RTP says (§4.4).
 */
final class OggOpusFile implements AutoCloseable {
  /** What the encoder was late by: libopus' look-ahead at 48 kHz (§4.2). */
  static final int PRE_SKIP = 312;

  /** Frame sizes in ticks that CELT has, and the TOC bytes that say so (RFC 6716 §3.1, table 2). */
  private static final int[] FRAME_TICKS = {960, 480, 240, 120};

  private static final int FULL_BAND_20_MS = 31;
  private static final int PAGE_TICKS = 48_000;

  private final RandomAccessFile file;
  private final int channels;
  private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
  private final OggPacketWriter ogg;
  private long bytesOnDisk;
  private long elapsed;
  private long granule;
  private long flushedGranule;
  private int lastToc;
  private int lastFrameTicks;

  /**
   * Makes the file, or empties the one that is there.
   *
   * @param channels 1 or 2, as which it is to be played; packets with either are taken
   */
  OggOpusFile(Path path, int channels) throws IOException {
    this.channels = channels;
    lastToc = toc(0);
    lastFrameTicks = FRAME_TICKS[0];
    ogg = new OggFile(pages).getPacketWriter();
    file = new RandomAccessFile(path.toFile(), "rw");
    try {
      file.setLength(0);
      writeHeaders();
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** Each on a page of its own (§3). */
  private void writeHeaders() throws IOException {
    OpusInfo head = new OpusInfo();
    head.setNumChannels(channels);
    head.setPreSkip(PRE_SKIP);
    head.setSampleRate(48_000);
    ogg.bufferPacket(head.write(), 0);
    ogg.flush();
    OpusTags tags = new OpusTags();
    tags.addComment("ENCODER", "as received by Antiphon");
    ogg.bufferPacket(tags.write(), 0);
    ogg.flush();
    toDisk();
  }

  /** A packet, and by how much time goes on with it. */
  void packet(byte[] payload, int payloadLength, int ticks) throws IOException {
    int duration;
    try {
      duration = OpusPacket.durationTicks(payload, 0, payloadLength);
    } catch (CodecException e) {
      lost(ticks);
      return;
    }
    elapsed += ticks;
    lastToc = payload[0] & 0xfc;
    lastFrameTicks = OpusPacket.frameTicksOf(payload[0] & 0xff);
    append(Arrays.copyOf(payload, payloadLength), duration);
  }

  /** Packets that ask the player to conceal what is missing: frames of no bytes (§4.1). */
  void lost(int ticks) throws IOException {
    elapsed += ticks;
    while (elapsed - granule >= lastFrameTicks) {
      append(new byte[] {(byte) lastToc}, lastFrameTicks);
    }
    for (int i = 0; i < FRAME_TICKS.length; i++) {
      while (elapsed - granule >= FRAME_TICKS[i]) {
        append(new byte[] {(byte) toc(i)}, FRAME_TICKS[i]);
      }
    }
  }

  /** Packets of digital silence. */
  void silence(int ticks) throws IOException {
    elapsed += ticks;
    for (int i = 0; i < FRAME_TICKS.length; i++) {
      while (elapsed - granule >= FRAME_TICKS[i]) {
        append(silentPacket(i), FRAME_TICKS[i]);
      }
    }
  }

  /** The range coder's first bit says that a CELT frame is silent (RFC 6716 §4.3). */
  private byte[] silentPacket(int size) {
    return new byte[] {(byte) toc(size), (byte) 0xff, (byte) 0xfe};
  }

  private int toc(int size) {
    return (FULL_BAND_20_MS - size) << 3 | (channels == 2 ? 4 : 0);
  }

  private void append(byte[] packet, int ticks) throws IOException {
    granule += ticks;
    ogg.bufferPacket(new OggPacket(packet), granule);
    if (granule - flushedGranule >= PAGE_TICKS) {
      flushedGranule = granule;
      ogg.flush();
      toDisk();
    }
  }

  /** Puts all that was written so far on the disk, in whole pages. */
  void flush() throws IOException {
    if (ogg.getSizePendingFlush() > 0) {
      flushedGranule = granule;
      ogg.flush();
      toDisk();
    }
  }

  private void toDisk() throws IOException {
    try {
      file.seek(bytesOnDisk);
      file.write(pages.toByteArray());
      bytesOnDisk += pages.size();
    } catch (IOException e) {
      file.setLength(bytesOnDisk);
      throw e;
    } finally {
      pages.reset();
    }
  }

  /**
   * Ends the file: one more packet brings out what the decoder still holds, and the last granule
   * position cuts it to length.
   */
  @Override
  public void close() throws IOException {
    try (file) {
      ogg.bufferPacket(new OggPacket(silentPacket(0)), Math.max(granule, PRE_SKIP + elapsed));
      ogg.close();
      toDisk();
    }
  }
}
