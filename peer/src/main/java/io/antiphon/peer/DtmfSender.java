package io.antiphon.peer;

import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.event.DtmfKey;
import io.antiphon.rtp.event.EventSender;
import io.antiphon.rtp.stream.RtpSender;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Presses keys in the name of whoever speaks (W3C {@code RTCDTMFSender}), as telephone events (RFC
 * 4733). While a key sounds nothing else is sent.
 *
 * <p>Its methods may be called from any thread; listeners are called on the event loop.
 */
public final class DtmfSender {
  /** How long a key sounds unless said otherwise. */
  public static final Duration USUAL_DURATION = Duration.ofMillis(100);

  /** How long it is quiet between two keys unless said otherwise. */
  public static final Duration USUAL_GAP = Duration.ofMillis(70);

  private static final int SLOT_MILLIS = 20;
  private static final int COMMA_MILLIS = 2_000;

  /** In −dBm0; as loud as browsers do it. */
  private static final int VOLUME = 10;

  /** Keys that wait, upper case, and how they are to be pressed. */
  private record Tones(String keys, int durationMillis, int gapMillis) {
    static final Tones NONE = new Tones("", 0, 0);

    Tones rest() {
      return new Tones(keys.substring(1), durationMillis, gapMillis);
    }
  }

  private volatile Tones waiting = Tones.NONE;
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean negotiated;
  private final EventSender event = new EventSender();
  private final byte[] payload = new byte[EventSender.PAYLOAD_LENGTH];
  private int busyMillis;
  private boolean playing;

  DtmfSender() {}

  void setNegotiated(boolean value) {
    negotiated = value;
  }

  /** Whether the other side takes keys: it was negotiated, and we are to send. */
  public boolean canInsertDtmf() {
    return negotiated;
  }

  /** The keys that wait, the one that sounds left out. */
  public String toneBuffer() {
    return waiting.keys();
  }

  /** The same with {@link #USUAL_DURATION} and {@link #USUAL_GAP}. */
  public void insertDtmf(String tones) {
    insertDtmf(tones, USUAL_DURATION, USUAL_GAP);
  }

  /**
   * Presses these keys in place of those that wait; the one that sounds is not cut short.
   *
   * @param tones of {@code 0-9 A-D * #}, and {@code ,} for a pause of 2 s; empty for no more
   * @param duration of each key; what is out of 40 to 6,000 ms becomes the nearest that is not
   * @param interToneGap between two keys, likewise 30 to 6,000 ms; rounded up to whole 20 ms
   * @throws IllegalArgumentException if a character is no key, naming it
   * @throws IllegalStateException if {@link #canInsertDtmf} is false
   */
  public void insertDtmf(String tones, Duration duration, Duration interToneGap) {
    String keys = tones.toUpperCase(Locale.ROOT);
    for (int i = 0; i < keys.length(); i++) {
      if (keys.charAt(i) != ',' && DtmfKey.event(keys.charAt(i)) == DtmfKey.NONE) {
        throw new IllegalArgumentException(
            "'" + tones.charAt(i) + "' is no key: there are 0 to 9, A to D, *, # and the comma");
      }
    }
    if (!negotiated) {
      throw new IllegalStateException("keys were not negotiated (telephone-event, RFC 4733)");
    }
    replace(new Tones(keys, millis(duration, 40), millis(interToneGap, 30)));
  }

  private synchronized void replace(Tones tones) {
    waiting = tones;
  }

  /** What waits, and the first of it waits no more. */
  private synchronized Tones take() {
    Tones tones = waiting;
    if (!tones.keys().isEmpty()) {
      waiting = tones.rest();
    }
    return tones;
  }

  private static int millis(Duration wanted, int least) {
    return (int) Math.max(least, Math.min(6_000, wanted.toMillis()));
  }

  /** Tells each key as it begins to sound, and the empty string when all are done. */
  public void onToneChange(Consumer<String> listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
  }

  /** Who puts a packet on its way that stands in the transport's buffer. */
  interface Way {
    /** That buffer. */
    byte[] outgoing();

    /** Sends the first bytes of it. */
    void send(long nowNanos, int length);
  }

  /** Whether there is anything to do at all; on the loop. */
  boolean isIdle() {
    return !playing && waiting.keys().isEmpty();
  }

  /**
   * Sends what falls into this slot of the media clock; on the loop.
   *
   * @param format of the events
   * @return whether a key sounds in it, and nothing else is to be sent
   */
  boolean play(long nowNanos, int slots, RtpSender out, PayloadType format, Way way) {
    int slotTicks = out.clockRateHz() * SLOT_MILLIS / 1_000;
    boolean sounded = event.sounds();
    if (event.advance(slots * slotTicks)) {
      send(nowNanos, out, format, way);
    }
    busyMillis -= slots * SLOT_MILLIS;
    if (!sounded && busyMillis <= 0) {
      return next(nowNanos, slotTicks, out, format, way);
    }
    return sounded;
  }

  private boolean next(long nowNanos, int slotTicks, RtpSender out, PayloadType format, Way way) {
    Tones tones = take();
    if (tones.keys().isEmpty()) {
      if (playing) {
        playing = false;
        tell("");
      }
      return false;
    }
    playing = true;
    char key = tones.keys().charAt(0);
    tell(String.valueOf(key));
    if (key == ',') {
      busyMillis = COMMA_MILLIS;
      return false;
    }
    busyMillis = tones.durationMillis() + tones.gapMillis();
    long ticks = (long) out.clockRateHz() * tones.durationMillis() / 1_000;
    event.start(DtmfKey.event(key), VOLUME, ticks, out.nextTimestamp());
    if (event.advance(slotTicks)) {
      send(nowNanos, out, format, way);
    }
    return true;
  }

  private void send(long nowNanos, RtpSender out, PayloadType format, Way way) {
    event.write(payload, 0);
    way.send(
        nowNanos,
        out.writeAt(
            nowNanos,
            way.outgoing(),
            format,
            event.timestamp(),
            payload,
            payload.length,
            event.marker()));
  }

  private void tell(String tone) {
    listeners.forEach(listener -> listener.accept(tone));
  }
}
