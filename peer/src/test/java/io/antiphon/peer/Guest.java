package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.sdp.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Somebody who calls a house from an endpoint of its own, says a tone, and keeps what it hears. */
final class Guest implements AutoCloseable {
  static final double PEAK_DBFS = -18;

  private final Endpoint endpoint;
  private final PeerConnection here;
  private final PeerConnection there;
  private final Mouth mouth;
  private final Heard heard = new Heard();
  private final List<Heard> voices = new ArrayList<>();
  private final List<Transceiver> sections = new ArrayList<>();

  /** A tone that can be switched off and on. */
  private static final class Mouth implements AudioSource {
    private final AudioSource tone;
    private volatile boolean open = true;

    Mouth(AudioSource tone) {
      this.tone = tone;
    }

    @Override
    public AudioFormat format() {
      return tone.format();
    }

    @Override
    public int read(short[] pcm, int offset, int samplesPerChannel) {
      int read = tone.read(pcm, offset, samplesPerChannel);
      return open ? read : 0;
    }
  }

  Guest(Endpoint house, AudioFormat format, double hertz) throws Exception {
    endpoint = Endpoint.open(EndpointConfig.loopback());
    here = PeerConnection.create(PeerConfig.on(endpoint));
    there = PeerConnection.create(PeerConfig.on(house));
    mouth = new Mouth(AudioSource.tone(format, hertz, PEAK_DBFS));
    Transceiver first = here.addTrack(mouth);
    first.setReceivesStereo(format.channels() == 2);
    first.receiver().addRecorder(heard);
  }

  static Guest mono(Endpoint house, double hertz) throws Exception {
    return new Guest(house, AudioFormat.MONO_48K, hertz);
  }

  /** Offers more sections, in which voices may come as they are. */
  Guest withVoices(int number) {
    for (int i = 0; i < number; i++) {
      Transceiver section = here.addTransceiver(Direction.RECVONLY);
      Heard voice = new Heard();
      section.receiver().addRecorder(voice);
      voices.add(voice);
      sections.add(section);
    }
    return this;
  }

  Guest join(Room room, String id) throws Exception {
    return join(room, id, UnaryOperator.identity());
  }

  Guest join(Room room, String id, UnaryOperator<String> sdp) throws Exception {
    room.join(id, there);
    room.offerVoices(id, voices.size());
    return call(sdp);
  }

  Guest call(UnaryOperator<String> sdp) throws Exception {
    SessionDescription offer = here.offer().get(30, TimeUnit.SECONDS);
    SessionDescription answer =
        there.answer(SessionDescription.offer(sdp.apply(offer.sdp()))).get(30, TimeUnit.SECONDS);
    here.setRemoteDescription(answer).get(30, TimeUnit.SECONDS);
    return this;
  }

  /** The house's side of the call. */
  PeerConnection there() {
    return there;
  }

  PeerConnection here() {
    return here;
  }

  Heard heard() {
    return heard;
  }

  List<Heard> voices() {
    return voices;
  }

  List<Transceiver> sections() {
    return sections;
  }

  void speak(boolean open) {
    mouth.open = open;
  }

  /** Lets that much more be heard, and returns the second at which it began. */
  double listen(double seconds) throws InterruptedException {
    double from = heard.seconds();
    heard.await(heard.length() + (int) (seconds * 48_000));
    return from;
  }

  /** How many slots of 20 ms its own loop has left out, being late. */
  long skippedSlots() throws Exception {
    return endpoint.skippedSlots().get(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    here.close();
    endpoint.close();
  }
}
