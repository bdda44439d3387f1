package io.antiphon.rtp.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.Ssrc;
import io.antiphon.testvectors.Vectors;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class ExtendedReportTest {
  private static void assertRefused(String reason, String hex) {
    ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    var e = assertThrows(RtpFormatException.class, () -> RtcpCompound.parse(bytes));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  @Test
  void readsAndWritesTheBlocksOfTheRfc() throws Exception {
    ByteBuffer vector = ByteBuffer.wrap(Vectors.hex("rtcp/rfc3611-extended-report").bytes());
    RtcpCompound compound = RtcpCompound.parse(vector);
    ExtendedReport report = (ExtendedReport) compound.packets().get(0);
    assertEquals(new Ssrc(0xDEADBEEF), report.reporter());
    var unknown = (ExtendedReport.UnknownBlock) report.blocks().get(0);
    assertEquals(List.of(1, 5, 12), List.of(unknown.type(), unknown.typeSpecific(), 12));
    assertEquals(7, unknown.body().getInt());
    var time = (ExtendedReport.ReferenceTime) report.blocks().get(1);
    assertEquals(0xB705_2000, time.ntp().middle());
    assertEquals(
        new ExtendedReport.Delays(
            List.of(
                new ExtendedReport.Delay(new Ssrc(1), 0xB705_2000, 0x18000),
                new ExtendedReport.Delay(new Ssrc(2), 0, 0))),
        report.blocks().get(2));
    ByteBuffer written = ByteBuffer.allocate(compound.length());
    compound.writeTo(written);
    assertEquals(vector, written.flip());
  }

  @Test
  void mayHaveNoBlocks() throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex("80cf000100000001"));
    RtcpCompound compound = RtcpCompound.parse(bytes);
    assertEquals(List.of(new ExtendedReport(new Ssrc(1), List.of())), compound.packets());
  }

  @Test
  void refusesOneWithoutItsReporter() {
    assertRefused("extended report needs 4 bytes", "80 cf 0000");
  }

  @Test
  void refusesABlockThatRunsPastTheEnd() {
    assertRefused(
        "block of 12 bytes has 8 left", "80 cf 0004 00000001 63 00 0003 0000000000000000");
  }

  @Test
  void refusesAReferenceTimeCutShort() {
    assertRefused("reference time of 4 bytes", "80 cf 0003 00000001 04 00 0001 b44db705");
  }

  @Test
  void refusesAReferenceTimeTooLong() {
    assertRefused(
        "reference time of 12 bytes", "80 cf 0005 00000001 04 00 0003 b44db705 20000000 00000000");
  }

  @Test
  void refusesDelaysThatAreNoDozen() {
    assertRefused("DLRR block of 8 bytes", "80 cf 0004 00000001 05 00 0002 00000001 b7052000");
  }

  @Test
  void refusesToMakeAnUnknownBlockThatCannotBeWritten() {
    ByteBuffer odd = ByteBuffer.allocate(3);
    assertThrows(IllegalArgumentException.class, () -> new ExtendedReport.UnknownBlock(1, 0, odd));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ExtendedReport.UnknownBlock(256, 0, ByteBuffer.allocate(4)));
  }
}
