package io.antiphon.peer;

import io.antiphon.sdp.Direction;
import io.antiphon.sdp.ExtMap;
import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.MediaDescriptionBuilder;
import io.antiphon.sdp.Msid;
import io.antiphon.sdp.Setup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes our audio sections (RFC 8829 §5.2.1 and §5.3.1). */
final class SectionWriter {
  private static final int MAX_PACKET_MILLIS = 120;
  private static final int USUAL_PACKET_MILLIS = 20;

  private final AudioConfig config;

  SectionWriter(AudioConfig config) {
    this.config = config;
  }

  MediaDescription offer(Transceiver transceiver, String mid, LocalTransport transport) {
    Map<Integer, AudioCodec> codecs = new LinkedHashMap<>();
    for (AudioCodec codec : transceiver.codecPreferences()) {
      codecs.put(codec.offeredPayloadType(), codec);
    }
    AuxiliaryFormats auxiliary =
        AuxiliaryFormats.offered(transceiver.codecPreferences(), config.nack());
    MediaDescriptionBuilder section = section(codecs, auxiliary);
    Map<String, String> opus =
        OpusParameters.written(config, transceiver.receivesStereo(), transceiver.sendsStereo());
    codecs.forEach((payloadType, codec) -> explain(section, payloadType, codec, opus));
    auxiliary.explainTo(section);
    section.extMap(new ExtMap(1, NegotiatedAudio.AUDIO_LEVEL));
    section.extMap(new ExtMap(2, NegotiatedAudio.MID));
    if (codecs.containsValue(AudioCodec.OPUS)) {
      CongestionTerms.offer(section, AudioCodec.OPUS.offeredPayloadType());
    }
    finish(section, transceiver, mid, transceiver.direction(), transport, Setup.ACTPASS);
    associate(section, transceiver, transceiver.direction(), auxiliary, transport);
    new RtcpOptions(true, true).addTo(section);
    return section.build();
  }

  MediaDescription answer(
      Transceiver transceiver, MediaDescription offered, LocalTransport transport, Setup setup) {
    List<CodecParameters> common = transceiver.preferred(CodecParameters.of(offered));
    Map<Integer, AudioCodec> codecs = new LinkedHashMap<>();
    common.forEach(each -> codecs.put(each.payloadType(), each.codec()));
    AuxiliaryFormats auxiliary = AuxiliaryFormats.of(offered).with(common);
    MediaDescriptionBuilder section = section(codecs, auxiliary);
    for (CodecParameters each : common) {
      OpusParameters theirs = each.opus();
      boolean receives = theirs.sendsStereo() || transceiver.receivesStereo();
      boolean sends = theirs.stereo() && transceiver.sendsStereo();
      Map<String, String> opus = OpusParameters.written(config, receives, sends);
      explain(section, each.payloadType(), each.codec(), opus);
    }
    auxiliary.explainTo(section);
    for (ExtMap map : offered.extMaps()) {
      boolean known =
          map.uri().equals(NegotiatedAudio.AUDIO_LEVEL) || map.uri().equals(NegotiatedAudio.MID);
      if (known && map.id() < 256) {
        section.extMap(new ExtMap(map.id(), map.uri()));
      }
    }
    CongestionTerms.answer(section, offered, codecs.keySet());
    Direction direction = transceiver.direction().and(offered.direction().reversed());
    finish(section, transceiver, transceiver.requireMid(), direction, transport, setup);
    associate(section, transceiver, direction, auxiliary, transport);
    RtcpOptions.of(offered).addTo(section);
    return section.build();
  }

  private static MediaDescriptionBuilder section(
      Map<Integer, AudioCodec> codecs, AuxiliaryFormats auxiliary) {
    List<String> formats = new ArrayList<>();
    codecs.keySet().forEach(payloadType -> formats.add(Integer.toString(payloadType)));
    formats.addAll(auxiliary.payloadTypes());
    return MediaDescription.builder("audio").formats(formats);
  }

  private static void explain(
      MediaDescriptionBuilder section,
      int payloadType,
      AudioCodec codec,
      Map<String, String> opus) {
    section.rtpMap(codec.rtpMap(payloadType));
    if (codec == AudioCodec.OPUS) {
      section.fmtp(payloadType, opus);
    }
  }

  private void finish(
      MediaDescriptionBuilder section,
      Transceiver transceiver,
      String mid,
      Direction direction,
      LocalTransport transport,
      Setup setup) {
    section
        .mid(mid)
        .direction(direction)
        .setup(setup)
        .iceCredentials(transport.ufrag(), transport.pwd())
        .iceOptions("ice2", "trickle")
        .rtcpMux()
        .maxPtime(MAX_PACKET_MILLIS);
    if (config.packetMillis() != USUAL_PACKET_MILLIS) {
      section.ptime(config.packetMillis()); // else the other side's own setting decides
    }
    transport.fingerprints().forEach(section::fingerprint);
    transport.candidates().forEach(section::candidate);
    if (transport.endOfCandidates()) {
      section.endOfCandidates();
    }
    if (direction.sends()) {
      section.msid(new Msid(transport.cname(), transceiver.trackId()));
      section.ssrc(transceiver.ssrc() & 0xffff_ffffL, "cname", transport.cname());
    }
  }

  /** Says which source sends again what the first one has sent (RFC 4588 §8.3, RFC 5576 §4.2). */
  private static void associate(
      MediaDescriptionBuilder section,
      Transceiver transceiver,
      Direction direction,
      AuxiliaryFormats auxiliary,
      LocalTransport transport) {
    if (direction.sends() && auxiliary.retransmission().rtx() >= 0) {
      long first = transceiver.ssrc() & 0xffff_ffffL;
      long again = transceiver.rtxSsrc() & 0xffff_ffffL;
      section.ssrc(again, "cname", transport.cname());
      section.attribute("ssrc-group", "FID " + first + " " + again);
    }
  }
}
