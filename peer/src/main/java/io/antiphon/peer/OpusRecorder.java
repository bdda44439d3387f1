package io.antiphon.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes the Opus packets it hears into an Ogg file as they are, without decoding them (RFC 7845).
 *
 * <p>What is missing stands in the file as packets that ask the player to conceal it, and pauses as
 * packets of silence, so that the file lasts as long as the call. Every second all of it is on disk
 * in whole pages. Only a call in Opus can be recorded this way; in another one it fails, and says
 * so.
 *
 * <p>The methods of {@link PacketRecorder} are for one thread, all else for any.
 */
public final class OpusRecorder extends Recorder implements PacketRecorder {
  /** More than any call sends: Opus at 510 kbit/s. */
  private static final int BYTES_PER_SECOND = 65_536;

  private static final int TICKS_PER_WRITE = 48_000;

  private final PacketQueue queue;
  private final PacketQueue.Entry entry = new PacketQueue.Entry();
  private final AtomicLong dropped = new AtomicLong();
  private volatile @Nullable String refused;
  private int sinceWrite;
  private int owedTicks;
  private @Nullable OggOpusFile out;

  OpusRecorder(Path file, Duration buffer) {
    super(file);
    queue = new PacketQueue((int) (buffer.toMillis() * BYTES_PER_SECOND / 1000));
  }

  @Override
  public void record(RemoteTrack track) {
    track.addRecorder((PacketRecorder) this);
  }

  @Override
  public void finish(RemoteTrack track) {
    track.remove((PacketRecorder) this);
  }

  /** Packets dropped because the disk did not keep up. */
  public long droppedPackets() {
    return dropped.get();
  }

  @Override
  public void begin(String encoding, int clockRateHz) {
    if (!encoding.equals(AudioCodec.OPUS.encoding())) {
      refused = encoding;
      wakeWriter();
    }
  }

  @Override
  public void packet(byte[] payload, int payloadLength, int ticks) {
    put(PacketQueue.PACKET, ticks, payload, payloadLength);
  }

  @Override
  public void lost(int ticks) {
    put(PacketQueue.LOST, ticks, null, 0);
  }

  @Override
  public void silence(int ticks) {
    put(PacketQueue.SILENCE, ticks, null, 0);
  }

  private void put(byte kind, int ticks, byte @Nullable [] payload, int payloadLength) {
    if (!isOpen() || refused != null) {
      return;
    }
    if (owedTicks > 0 && queue.offer(PacketQueue.LOST, owedTicks, null, 0)) {
      owedTicks = 0;
    }
    if (owedTicks > 0 || !queue.offer(kind, ticks, payload, payloadLength)) {
      dropped.incrementAndGet();
      owedTicks += ticks;
    }
    sinceWrite += ticks;
    if (sinceWrite >= TICKS_PER_WRITE) {
      sinceWrite = 0;
      wakeWriter();
    }
  }

  @Override
  void write() throws IOException {
    OggOpusFile ogg = out;
    while (queue.poll(entry)) {
      if (ogg == null) {
        makeFolderOf(file());
        boolean stereo = entry.payloadLength > 0 && (entry.payload[0] & 4) != 0;
        ogg = new OggOpusFile(file(), stereo ? 2 : 1);
        out = ogg;
      }
      switch (entry.kind) {
        case PacketQueue.PACKET -> ogg.packet(entry.payload, entry.payloadLength, entry.ticks);
        case PacketQueue.LOST -> ogg.lost(entry.ticks);
        default -> ogg.silence(entry.ticks);
      }
    }
    if (ogg != null) {
      ogg.flush();
    }
    String other = refused;
    if (other != null) {
      closeFile();
      fail("The call is in " + other + "; only one in Opus can be recorded to " + file());
    }
  }

  @Override
  void closeFile() throws IOException {
    OggOpusFile ogg = out;
    out = null;
    if (ogg != null) {
      ogg.close();
    }
  }

  @Override
  public void end() {
    close();
  }
}
