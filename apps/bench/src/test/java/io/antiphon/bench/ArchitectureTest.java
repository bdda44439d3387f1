package io.antiphon.bench;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNCHRONIZED;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/** Guards the plan of the house: which module may know which, and what stays out of the cores. */
@AnalyzeClasses(packages = "io.antiphon", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] PROTOCOLS = {"ice", "dtlssrtp", "rtp", "codec", "sdp"};

  private static final Set<String> CORE_PACKAGES =
      Set.of(
          "io.antiphon.ice",
          "io.antiphon.rtp",
          "io.antiphon.rtp.rtcp",
          "io.antiphon.rtp.stream",
          "io.antiphon.rtp.jitter",
          "io.antiphon.rtp.quality",
          "io.antiphon.rtp.congestion",
          "io.antiphon.codec",
          "io.antiphon.codec.opus",
          "io.antiphon.codec.g711",
          "io.antiphon.codec.processor",
          "io.antiphon.sdp");

  /** Classes beside the cores: a socket, a warm-up, a catalogue for any thread. */
  private static final Set<String> SHELLS =
      Set.of(
          "io.antiphon.ice.UdpPort",
          "io.antiphon.ice.BoundChannel",
          "io.antiphon.ice.IceGatherer",
          "io.antiphon.ice.GatheringLoop",
          "io.antiphon.ice.RelayPath",
          "io.antiphon.ice.ServerLink",
          "io.antiphon.ice.UdpLink",
          "io.antiphon.ice.StreamLink",
          "io.antiphon.ice.TlsLayer",
          "io.antiphon.codec.opus.OpusWarmUp",
          "io.antiphon.codec.processor.ProcessorRegistry");

  /** Of the peer module, the parts that are driven from outside. */
  private static final Set<String> PEER_CORES =
      Set.of(
          "Negotiation",
          "NegotiatedAudio",
          "OfferedSections",
          "SectionWriter",
          "RemoteTransport",
          "LocalTransport",
          "Gathering",
          "MediaClock",
          "SourceRouting",
          "InboundAudio",
          "OutboundAudio",
          "OutboundRate",
          "PeerCongestion",
          "CongestionTerms",
          "CaptureTimes",
          "LivePlayout",
          "AdaptivePlayout",
          "RecordedReading",
          "DecodedAudio",
          "SharedSource",
          "EncodedSource");

  @ArchTest
  static final ArchRule noPackagesDependOnEachOtherInACircle =
      slices().matching("io.antiphon.(**)").should().beFreeOfCycles();

  @ArchTest static final ArchRule iceStandsAlone = mayKnow("ice");
  @ArchTest static final ArchRule dtlsSrtpStandsAlone = mayKnow("dtlssrtp");
  @ArchTest static final ArchRule rtpStandsAlone = mayKnow("rtp");
  @ArchTest static final ArchRule codecStandsAlone = mayKnow("codec");
  @ArchTest static final ArchRule sdpStandsAlone = mayKnow("sdp");
  @ArchTest static final ArchRule signalingKnowsStringsAlone = mayKnow("signaling");
  @ArchTest static final ArchRule peerKnowsTheProtocols = mayKnow("peer", PROTOCOLS);
  @ArchTest static final ArchRule serverKnowsNoOtherProgram = app("server");
  @ArchTest static final ArchRule clientKnowsNoOtherProgram = app("client");
  @ArchTest static final ArchRule agentKnowsNoOtherProgram = app("agent");

  /** And the simulated network. */
  @ArchTest
  static final ArchRule benchKnowsNoOtherProgram =
      mayKnow(
          "bench",
          Stream.concat(Stream.of("peer", "signaling", "simulation"), Arrays.stream(PROTOCOLS))
              .toArray(String[]::new));

  private static ArchRule app(String module) {
    return mayKnow(
        module,
        Stream.concat(Stream.of("peer", "signaling"), Arrays.stream(PROTOCOLS))
            .toArray(String[]::new));
  }

  /** Of our own modules, this one may know itself and these. */
  private static ArchRule mayKnow(String module, String... others) {
    String[] known =
        Stream.concat(Stream.of(module), Arrays.stream(others))
            .map(ArchitectureTest::packages)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(packages(module))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.antiphon..").and(not(resideInAnyPackage(known))));
  }

  private static String packages(String module) {
    return "io.antiphon." + module + "..";
  }

  private static final DescribedPredicate<JavaClass> CORES =
      DescribedPredicate.describe(
          "sans-IO cores",
          type -> {
            JavaClass outermost = type;
            while (outermost.getEnclosingClass().isPresent()) {
              outermost = outermost.getEnclosingClass().get();
            }
            String module = outermost.getPackageName();
            if (module.equals("io.antiphon.peer")) {
              return PEER_CORES.contains(outermost.getSimpleName());
            }
            return CORE_PACKAGES.contains(module) && !SHELLS.contains(outermost.getName());
          });

  @ArchTest
  static void theClassesNamedHereExist(JavaClasses all) {
    CORE_PACKAGES.forEach(name -> assertTrue(all.containPackage(name), name));
    SHELLS.forEach(name -> assertTrue(all.contain(name), name));
    PEER_CORES.forEach(name -> assertTrue(all.contain("io.antiphon.peer." + name), name));
  }

  @ArchTest
  static final ArchRule coresOwnNoThreadLockSocketOrFile =
      noClasses()
          .that(CORES)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.util.concurrent..", "java.nio.channels..", "java.nio.file..")
                  // A table computed once per process; a setting or a counter for other threads.
                  .and(not(JavaClass.Predicates.assignableTo(ConcurrentMap.class)))
                  .and(not(resideInAnyPackage("java.util.concurrent.atomic")))
                  .or(DescribedPredicate.describe("are sockets", ArchitectureTest::isSocket))
                  .or(JavaClass.Predicates.assignableTo(Thread.class))
                  .or(JavaClass.Predicates.type(ThreadLocal.class))
                  .as("threads, locks, sockets or files"));

  private static boolean isSocket(JavaClass type) {
    return type.getPackageName().equals("java.net") && type.getSimpleName().endsWith("Socket");
  }

  @ArchTest
  static final ArchRule coresAreToldTheTime =
      noClasses()
          .that(CORES)
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .dependOnClassesThat(
              resideInAnyPackage("java.time..")
                  .and(not(JavaClass.Predicates.type(java.time.Duration.class))));

  @ArchTest
  static final ArchRule coresTakeNoLock =
      noMethods().that().areDeclaredInClassesThat(CORES).should().haveModifier(SYNCHRONIZED);

  /** But for its agent, which the bench runs beside our own. */
  @ArchTest
  static final ArchRule ice4jStaysInIce =
      noClasses()
          .that()
          .resideOutsideOfPackages(packages("ice"), "io.antiphon.bench.ice")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.ice4j..");

  @ArchTest static final ArchRule bcStaysInDtlsSrtp = only("dtlssrtp", "org.bouncycastle..");
  @ArchTest static final ArchRule jitsiStaysInDtlsSrtp = only("dtlssrtp", "org.jitsi..");

  @ArchTest
  static final ArchRule concentusStaysInOpus = only("codec.opus", "io.github.jaredmdobson..");

  @ArchTest static final ArchRule nettyStaysInSignaling = only("signaling", "io.netty..");

  /** The bench and the agent read others' JSON: a browser's, a speech service's. */
  @ArchTest
  static final ArchRule jacksonStaysOutOfProtocolsAndServer =
      noClasses()
          .that()
          .resideOutsideOfPackages(packages("signaling"), packages("bench"), packages("agent"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml..");

  private static ArchRule only(String module, String library) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(packages(module))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }

  @ArchTest
  static final ArchRule noLibraryIsSeenFromOutside =
      classes()
          .that()
          .arePublic()
          .and()
          .resideOutsideOfPackage("..jmh_generated")
          .should(
              new ShowOnly(
                  resideInAnyPackage("java..", "javax..", "io.antiphon..", "org.jspecify..", "")));
}
