package io.antiphon.rtp.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpTimestamp;
import io.antiphon.rtp.Ssrc;
import io.antiphon.testvectors.Vectors;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class RtcpCompoundTest {
  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static void assertRefused(String reason, String hex) {
    var e = assertThrows(RtpFormatException.class, () -> RtcpCompound.parse(bytes(hex)));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  /** Parses a vector and checks that it is written back to the same bytes. */
  private static List<RtcpPacket> roundTrip(String name) throws RtpFormatException {
    ByteBuffer vector = ByteBuffer.wrap(Vectors.hex(name).bytes());
    RtcpCompound compound = RtcpCompound.parse(vector);
    ByteBuffer written = ByteBuffer.allocate(compound.length());
    compound.writeTo(written);
    assertEquals(vector, written.flip());
    return compound.packets();
  }

  @Test
  void readsAndWritesASenderReport() throws Exception {
    SenderReport report = (SenderReport) roundTrip("rtcp/rfc3550-6.4.1-sender-report").get(0);
    assertEquals(new Ssrc(0xCAFEBABE), report.source());
    assertEquals(0xB705_2000, report.ntp().middle());
    assertEquals(new RtpTimestamp(3000), report.rtpTimestamp());
    assertEquals(100, report.packetCount());
    assertEquals(16000, report.octetCount());
    assertEquals(
        new ReportBlock(new Ssrc(7), 64, 5, 0x1FFFF, 16, 0xB7052000, 0x54000),
        report.reports().get(0));
    assertEquals(-2, report.reports().get(1).cumulativeLost());
  }

  @Test
  void readsAndWritesACompoundWithNamesAndAGoodbye() throws Exception {
    List<RtcpPacket> packets = roundTrip("rtcp/rfc3550-6-compound");
    assertEquals(new ReceiverReport(new Ssrc(1), List.of()), packets.get(0));
    SourceDescription names = (SourceDescription) packets.get(1);
    assertEquals("a@b.c", names.chunks().get(0).cname());
    assertEquals("é@b", names.chunks().get(1).cname());
    assertEquals(new SourceDescription.Item(2, "Alice"), names.chunks().get(1).items().get(1));
    assertEquals(new Goodbye(List.of(new Ssrc(1)), "teatime"), packets.get(2));
  }

  @Test
  void readsADatagramOfReducedSize() throws Exception {
    List<RtcpPacket> packets = roundTrip("rtcp/rfc4585-reduced-size");
    assertEquals(new GenericNack(new Ssrc(1), new Ssrc(2), List.of(100, 101, 102)), packets.get(0));
    ExtendedReport report = (ExtendedReport) packets.get(1);
    assertEquals(new Ssrc(1), report.reporter());
  }

  @Test
  void keepsUnknownTypesAsTheyAre() throws Exception {
    UnknownRtcp app =
        (UnknownRtcp) RtcpCompound.parse(bytes("83 cc 0002 00000001 6e616d65")).packets().get(0);
    assertEquals(204, app.type());
    assertEquals(3, app.count());
    assertEquals(8, app.body().remaining());
  }

  @Test
  void aNackGoesRoundTheEndOfTheNumbersAndOverSeventeen() throws Exception {
    var nack =
        new GenericNack(new Ssrc(1), new Ssrc(2), List.of(65_530, 65_535, 10, 11, 500, 516, 517));
    ByteBuffer written = ByteBuffer.allocate(nack.length());
    nack.writeTo(written);
    assertEquals(4 + 8 + 4 * 4, written.position());
    assertEquals(List.of(nack), RtcpCompound.parse(written.flip()).packets());
  }

  @Test
  void aNackOfNothingIsRefused() {
    assertRefused("NACK needs 12", "81cd0002 00000001 00000002");
    assertThrows(
        IllegalArgumentException.class, () -> new GenericNack(new Ssrc(1), new Ssrc(2), List.of()));
  }

  @Test
  void paddingOfTheLastPacketIsLeftOut() throws Exception {
    RtcpCompound padded = RtcpCompound.parse(bytes("80c90001 00000001 a1cb0002 00000001 00000004"));
    assertEquals(new Goodbye(List.of(new Ssrc(1)), null), padded.packets().get(1));
  }

  @Test
  void aProfilesOwnWordsBehindTheReportsAreReadOver() throws Exception {
    RtcpCompound compound = RtcpCompound.parse(bytes("80c90002 00000001 12345678"));
    assertEquals(List.of(new ReceiverReport(new Ssrc(1), List.of())), compound.packets());
  }

  @Test
  void parsingLeavesTheBufferAsItWas() throws Exception {
    ByteBuffer buffer = bytes("ffff 80c90001 00000001").position(2);
    RtcpCompound.parse(buffer);
    assertEquals(2, buffer.position());
  }

  @Test
  void aGoodbyeMayNameNobody() throws Exception {
    assertEquals(
        List.of(new Goodbye(List.of(), null)), RtcpCompound.parse(bytes("80cb0000")).packets());
  }

  @Test
  void aChunkMayBeEmpty() throws Exception {
    var packet =
        (SourceDescription)
            RtcpCompound.parse(bytes("81ca0002 00000001 00000000")).packets().get(0);
    assertNull(packet.chunks().get(0).cname());
  }

  @Test
  void refusesAnEmptyDatagram() {
    assertRefused("empty", "");
  }

  @Test
  void refusesAHeaderCutShort() {
    assertRefused("cut short at 3", "80c900");
    assertRefused("cut short at 1", "80c90001 00000001 80");
  }

  @Test
  void refusesAnotherVersionEvenInTheSecondPacket() {
    assertRefused("version is 1", "40c90001 00000001");
    assertRefused("version is 0", "80c90001 00000001 00c90001 00000001");
  }

  @Test
  void refusesALengthPastTheEnd() {
    assertRefused("has 4 left", "80c90002 00000001");
  }

  @Test
  void refusesMoreReportsThanThereAreBytes() {
    assertRefused("receiver report needs 28", "81c90001 00000001");
    assertRefused("sender report needs 24", "80c80001 00000001");
  }

  @Test
  void refusesPaddingBeforeTheLastPacketOrOfAWrongLength() {
    assertRefused("before the last", "a0c90002 00000001 00000004 80c90001 00000001");
    assertRefused("padding of 0", "a0c90002 00000001 00000000");
    assertRefused("padding of 3", "a0c90002 00000001 00000003");
    assertRefused("padding of 12", "a0c90002 00000001 0000000c");
    assertRefused("padding of 0", "a0cb0000");
  }

  @Test
  void refusesNamesWithoutEnd() {
    assertRefused("SDES chunk needs 8", "81ca0001 00000001");
    assertRefused("without the zero", "81ca0002 00000001 01026162");
    assertRefused("runs past", "81ca0002 00000001 01036162");
    assertRefused("before its length", "81ca0002 00000001 01016101");
    assertRefused("SDES chunk needs 8", "82ca0002 00000001 00000000");
  }

  @Test
  void refusesAGoodbyeCutShort() {
    assertRefused("goodbye needs 8", "82cb0001 00000001");
    assertRefused("runs past", "80cb0001 04616263");
  }

  @Test
  void refusesToWriteWhatDoesNotFit() {
    Ssrc ssrc = new Ssrc(1);
    ReportBlock block = new ReportBlock(ssrc, 0, 0, 0, 0, 0, 0);
    assertThrows(
        IllegalArgumentException.class,
        () -> new ReceiverReport(ssrc, Collections.nCopies(32, block)));
    assertThrows(
        IllegalArgumentException.class, () -> new Goodbye(Collections.nCopies(32, ssrc), null));
    assertThrows(IllegalArgumentException.class, () -> new Goodbye(List.of(ssrc), "x".repeat(256)));
    assertThrows(
        IllegalArgumentException.class, () -> new ReportBlock(ssrc, 0, 1 << 23, 0, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new ReportBlock(ssrc, 256, 0, 0, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new RtcpCompound(List.of()));
    assertThrows(
        IllegalArgumentException.class, () -> new UnknownRtcp(205, 0, ByteBuffer.allocate(3)));
  }
}
