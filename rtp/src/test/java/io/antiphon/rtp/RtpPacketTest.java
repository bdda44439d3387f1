package io.antiphon.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.testvectors.Vectors;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class RtpPacketTest {
  private static RtpPacket vector(String name) throws RtpFormatException {
    return RtpPacket.parse(ByteBuffer.wrap(Vectors.hex(name).bytes()));
  }

  private static void assertRefused(String reason, byte[] bytes) {
    var e =
        assertThrows(RtpFormatException.class, () -> new RtpPacket().wrap(bytes, 0, bytes.length));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    assertEquals(0, e.getStackTrace().length);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static byte[] everything() {
    return Vectors.hex("rtp/rfc3550-5.1-everything").bytes();
  }

  @Test
  void readsThePlainHeader() throws Exception {
    RtpPacket packet = vector("rtp/rfc3550-5.1-plain");
    assertFalse(packet.marker());
    assertEquals(111, packet.payloadType());
    assertEquals(258, packet.sequenceNumber());
    assertEquals(3000, packet.timestamp());
    assertEquals(0xCAFEBABE, packet.ssrc());
    assertEquals(0, packet.csrcCount());
    assertFalse(packet.hasExtension());
    assertEquals(12, packet.headerLength());
    assertEquals(ByteBuffer.wrap(bytes("fcfffe")), packet.payload());
  }

  @Test
  void readsSourcesExtensionAndPadding() throws Exception {
    RtpPacket packet = vector("rtp/rfc3550-5.1-everything");
    assertTrue(packet.marker());
    assertEquals(96, packet.payloadType());
    assertEquals(65535, packet.sequenceNumber());
    assertEquals(-1, packet.timestamp());
    assertEquals(2, packet.csrcCount());
    assertEquals(0x11, packet.csrc(0));
    assertEquals(0x12, packet.csrc(1));
    assertThrows(IndexOutOfBoundsException.class, () -> packet.csrc(2));
    assertTrue(packet.hasExtension());
    assertEquals(RtpPacket.ABSENT, packet.extensionOffset(13), "not an extension of RFC 8285");
    assertEquals(5, packet.paddingLength());
    assertEquals(ByteBuffer.wrap(bytes("0a0b0c")), packet.payload());
    assertEquals(packet.length(), packet.headerLength() + 3 + 5);
  }

  @Test
  void isAViewWithinALargerArray() throws Exception {
    byte[] packet = everything();
    byte[] larger = new byte[packet.length + 20];
    System.arraycopy(packet, 0, larger, 10, packet.length);
    RtpPacket view = new RtpPacket().wrap(larger, 10, packet.length);
    assertEquals(0x12, view.csrc(1));
    assertEquals(ByteBuffer.wrap(bytes("0a0b0c")), view.payload());
    assertArrayEquals(packet, view.toByteArray());
    assertThrows(IndexOutOfBoundsException.class, () -> view.wrap(larger, 25, packet.length));
  }

  @Test
  void aRefusedPacketLeavesTheViewWhereItWas() throws Exception {
    RtpPacket view = vector("rtp/rfc3550-5.1-plain");
    assertThrows(RtpFormatException.class, () -> view.wrap(new byte[12], 0, 12));
    assertEquals(258, view.sequenceNumber());
  }

  @Test
  void parsingLeavesTheBufferAsItWas() throws Exception {
    ByteBuffer buffer = ByteBuffer.wrap(everything()).asReadOnlyBuffer();
    RtpPacket.parse(buffer);
    assertEquals(everything().length, buffer.remaining());
  }

  @Test
  void findsElementsOfTheOneByteForm() throws Exception {
    RtpPacket packet = vector("rtp/rfc8285-4.2-one-byte");
    assertElement(packet, 1, "aa");
    assertElement(packet, 2, "bbbb");
    assertElement(packet, 3, "cccccccc");
    assertEquals(RtpPacket.ABSENT, packet.extensionOffset(4));
    assertEquals(RtpPacket.ABSENT, packet.extensionLength(0), "0 is not an identifier");
    assertEquals(1, packet.payloadLength());
  }

  @Test
  void findsElementsOfTheTwoByteForm() throws Exception {
    RtpPacket packet = vector("rtp/rfc8285-4.3-two-byte");
    assertElement(packet, 1, "");
    assertElement(packet, 2, "bb");
    assertElement(packet, 3, "cccccccc");
    assertEquals(RtpPacket.ABSENT, packet.audioLevelByte(1), "an audio level needs a byte");
    assertEquals(RtpPacket.ABSENT, packet.extensionOffset(4));
  }

  private static void assertElement(RtpPacket packet, int id, String hex) {
    int from = packet.extensionOffset(id);
    byte[] data = Arrays.copyOfRange(packet.buffer(), from, from + packet.extensionLength(id));
    assertArrayEquals(bytes(hex), data);
  }

  @Test
  void readsAudioLevelAndMidInBothForms() throws Exception {
    List<ByteBuffer> both = Vectors.hex("rtp/rfc6464-3-audio-level").packets().toList();
    RtpPacket oneByte = RtpPacket.parse(both.get(0));
    RtpPacket twoByte = RtpPacket.parse(both.get(1));
    assertEquals(new AudioLevel(42, true), oneByte.audioLevel(1));
    assertEquals(new AudioLevel(42, false), twoByte.audioLevel(1));
    assertEquals("0", oneByte.mid(4));
    assertEquals("0", twoByte.mid(4));
    assertNull(oneByte.audioLevel(9));
    assertNull(oneByte.mid(9));
  }

  @Test
  void identifierFifteenEndsTheOneByteForm() throws Exception {
    byte[] packet = bytes("906f0001 00000001 00000002 bede0002 f0aa 10bb 00000000");
    assertEquals(
        RtpPacket.ABSENT, new RtpPacket().wrap(packet, 0, packet.length).extensionOffset(1));
  }

  @Test
  void anElementPastItsBlockIsNotThereButTheAudioIs() throws Exception {
    byte[] oneByte = bytes("906f0001 00000001 00000002 bede0001 10aa 2fbb 0102");
    RtpPacket packet = new RtpPacket().wrap(oneByte, 0, oneByte.length);
    assertEquals(0xAA, packet.audioLevelByte(1));
    assertEquals(RtpPacket.ABSENT, packet.extensionOffset(2));
    assertEquals(2, packet.payloadLength());

    byte[] twoByte = bytes("906f0001 00000001 00000002 10000001 010202aa 0102");
    packet.wrap(twoByte, 0, twoByte.length);
    assertEquals(2, packet.extensionLength(1));
    byte[] tooLong = bytes("906f0001 00000001 00000002 10000001 010302aa 0102");
    packet.wrap(tooLong, 0, tooLong.length);
    assertEquals(RtpPacket.ABSENT, packet.extensionOffset(1));
    byte[] noLength = bytes("906f0001 00000001 00000002 10000001 00000001 0102");
    packet.wrap(noLength, 0, noLength.length);
    assertEquals(RtpPacket.ABSENT, packet.extensionOffset(1));
  }

  @Test
  void refusesAHeaderCutShort() {
    assertRefused("cut short at 11", Arrays.copyOf(everything(), 11));
    assertRefused("cut short at 0", new byte[0]);
  }

  @Test
  void refusesAnotherVersion() {
    assertRefused("version is 1", bytes("406f0001 00000001 00000002"));
    assertRefused("version is 3", bytes("c06f0001 00000001 00000002"));
  }

  @Test
  void refusesSourcesPastTheEnd() {
    assertRefused("contributing sources", Arrays.copyOf(everything(), 19));
  }

  @Test
  void refusesAnExtensionCutShort() {
    assertRefused("before its length", Arrays.copyOf(everything(), 23));
    assertRefused("extension runs past", Arrays.copyOf(everything(), 27));
  }

  @Test
  void refusesPaddingThatCannotBe() {
    assertRefused("nothing follows", bytes("a06f0001 00000001 00000002"));
    assertRefused("padding of 0", bytes("a06f0001 00000001 00000002 0000"));
    assertRefused("reaches into the header", bytes("a06f0001 00000001 00000002 0003"));
  }

  @Test
  void allPaddingIsAnEmptyPayload() throws Exception {
    byte[] packet = bytes("a06f0001 00000001 00000002 0002");
    assertEquals(0, new RtpPacket().wrap(packet, 0, packet.length).payloadLength());
  }
}
