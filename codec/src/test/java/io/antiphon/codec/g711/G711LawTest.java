package io.antiphon.codec.g711;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("vectors")
class G711LawTest {
  /** ITU-T G.711 table 1a: character signal (even bits inverted) and decoder output, 13 bits. */
  @ParameterizedTest
  @CsvSource({
    "aa, 4032",
    "a5, 2112",
    "b5, 1056",
    "85, 528",
    "95, 264",
    "e5, 132",
    "f5, 66",
    "d5, 1",
  })
  void expandsALawAsInTheTable(String octet, int value) {
    byte positive = (byte) Integer.parseInt(octet, 16);
    assertEquals(value * 8, G711Law.PCMA.decode(positive));
    assertEquals(-value * 8, G711Law.PCMA.decode((byte) (positive ^ 0x80)));
  }

  /** ITU-T G.711 table 2a: character signal and decoder output, 14 bits. */
  @ParameterizedTest
  @CsvSource({
    "80, 8031",
    "8f, 4191",
    "9f, 2079",
    "af, 1023",
    "bf, 495",
    "cf, 231",
    "df, 99",
    "ef, 33",
    "fe, 2",
    "ff, 0",
  })
  void expandsMuLawAsInTheTable(String octet, int value) {
    byte positive = (byte) Integer.parseInt(octet, 16);
    assertEquals(value * 4, G711Law.PCMU.decode(positive));
    assertEquals(-value * 4, G711Law.PCMU.decode((byte) (positive ^ 0x80)));
  }

  /** ITU-T G.711 table 2a, decision values at the ends of the segments. */
  @ParameterizedTest
  @CsvSource({
    "8158, 80",
    "4063, 8f",
    "4062, 90",
    "2015, 9f",
    "991, af",
    "479, bf",
    "223, cf",
    "95, df",
    "31, ef",
    "30, f0",
    "1, fe",
    "0, ff",
  })
  void compressesMuLawAtTheDecisionValuesOfTheTable(int value, String octet) {
    assertEquals(octet, hex(G711Law.PCMU.encode((short) (value * 4))));
  }

  /** ITU-T G.711 table 1a, decision values at the ends of the segments. */
  @ParameterizedTest
  @CsvSource({
    "4095, aa",
    "2048, a5",
    "2047, ba",
    "1024, b5",
    "512, 85",
    "256, 95",
    "128, e5",
    "64, f5",
    "63, ca",
    "0, d5",
  })
  void compressesALawAtTheDecisionValuesOfTheTable(int value, String octet) {
    assertEquals(octet, hex(G711Law.PCMA.encode((short) (value * 8))));
  }

  @Test
  void everyOctetSurvivesDecodingAndEncoding() {
    for (int octet = 0; octet < 256; octet++) {
      for (G711Law law : G711Law.values()) {
        // µ-law has a negative zero, which PCM has not.
        int expected = law == G711Law.PCMU && octet == 0x7f ? 0xff : octet;
        assertEquals(expected, law.encode(law.decode((byte) octet)) & 0xff, law + " " + octet);
      }
    }
  }

  @Test
  void noSampleIsFurtherOffThanHalfAStep() {
    for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
      for (G711Law law : G711Law.values()) {
        int off = Math.abs(law.decode(law.encode((short) sample)) - sample);
        int largest = law == G711Law.PCMU ? 644 : 512;
        assertTrue(off <= Math.min(largest, 8 + Math.abs(sample) / 31), law + " " + sample);
      }
    }
  }

  private static String hex(byte octet) {
    return String.format("%02x", octet);
  }
}
