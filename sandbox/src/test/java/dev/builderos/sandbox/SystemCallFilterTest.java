package dev.builderos.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The numbers are written here again, from the kernel's headers and not from the code. */
class SystemCallFilterTest {

    private static final int X86_64 = 0xC000003E;
    private static final int I386 = 0x40000003;
    private static final int AARCH64 = 0xC00000B7;
    private static final int ARM = 0x40000028;
    private static final int X32_BIT = 0x40000000;

    private static final int KILL = 0x80000000;
    private static final int ALLOW = 0x7fff0000;

    private static final Map<String, Integer> VERDICTS =
            Map.of("allow", ALLOW, "EPERM", 0x50001, "ENOSYS", 0x50026, "EAFNOSUPPORT", 0x50061);

    @ParameterizedTest(name = "{0}({3}) is {4}")
    @CsvSource(textBlock = """
            read,               0,    63,   3,                                        allow
            openat,             257,  56,   0xffffff9c,                               allow
            execve,             59,   221,  0,                                        allow
            prlimit64,          302,  261,  0,                                        allow
            kill,               62,   129,  1 9,                                      allow
            seccomp,            317,  277,  1,                                        allow
            landlock_restrict,  446,  446,  0,                                        allow
            removexattrat,      466,  466,  0,                                        allow
            clone of a process, 56,   220,  0x1200011,                                allow
            clone of a thread,  56,   220,  0x3d0f00,                                 allow
            clone NEWNS,        56,   220,  0x20011,                                  EPERM
            clone NEWCGROUP,    56,   220,  0x2000011,                                EPERM
            clone NEWUTS,       56,   220,  0x4000011,                                EPERM
            clone NEWIPC,       56,   220,  0x8000011,                                EPERM
            clone NEWUSER,      56,   220,  0x10000011,                               EPERM
            clone NEWPID,       56,   220,  0x20000011,                               EPERM
            clone NEWNET,       56,   220,  0x40000011,                               EPERM
            clone with a bit in the upper half, 56, 220, 0x110000011,                 EPERM
            clone3,             435,  435,  0,                                        ENOSYS
            unshare,            272,  97,   0,                                        EPERM
            setns,              308,  268,  3,                                        EPERM
            ptrace,             101,  117,  0,                                        EPERM
            process_vm_readv,   310,  270,  1,                                        EPERM
            process_vm_writev,  311,  271,  1,                                        EPERM
            pidfd_getfd,        438,  438,  1,                                        EPERM
            kcmp,               312,  272,  1,                                        EPERM
            mount,              165,  40,   0,                                        EPERM
            umount2,            166,  39,   0,                                        EPERM
            pivot_root,         155,  41,   0,                                        EPERM
            chroot,             161,  51,   0,                                        EPERM
            open_tree,          428,  428,  0,                                        ENOSYS
            move_mount,         429,  429,  0,                                        ENOSYS
            fsopen,             430,  430,  0,                                        ENOSYS
            fsconfig,           431,  431,  0,                                        ENOSYS
            fsmount,            432,  432,  0,                                        ENOSYS
            fspick,             433,  433,  0,                                        ENOSYS
            mount_setattr,      442,  442,  0,                                        ENOSYS
            open_tree_attr,     467,  467,  0,                                        ENOSYS
            name_to_handle_at,  303,  264,  0,                                        EPERM
            open_by_handle_at,  304,  265,  0,                                        EPERM
            fanotify_init,      300,  262,  0,                                        EPERM
            bpf,                321,  280,  0,                                        EPERM
            perf_event_open,    298,  241,  0,                                        EPERM
            userfaultfd,        323,  282,  1,                                        EPERM
            io_uring_setup,     425,  425,  0,                                        ENOSYS
            io_uring_enter,     426,  426,  0,                                        ENOSYS
            io_uring_register,  427,  427,  0,                                        ENOSYS
            add_key,            248,  217,  0,                                        EPERM
            request_key,        249,  218,  0,                                        EPERM
            keyctl,             250,  219,  0,                                        EPERM
            mbind,              237,  235,  0,                                        EPERM
            move_pages,         279,  239,  0,                                        EPERM
            kexec_load,         246,  104,  0,                                        EPERM
            kexec_file_load,    320,  294,  0,                                        EPERM
            init_module,        175,  105,  0,                                        EPERM
            finit_module,       313,  273,  0,                                        EPERM
            delete_module,      176,  106,  0,                                        EPERM
            reboot,             169,  142,  0,                                        EPERM
            settimeofday,       164,  170,  0,                                        EPERM
            clock_settime,      227,  112,  0,                                        EPERM
            clock_adjtime,      305,  266,  0,                                        EPERM
            swapon,             167,  224,  0,                                        EPERM
            swapoff,            168,  225,  0,                                        EPERM
            acct,               163,  89,   0,                                        EPERM
            quotactl,           179,  60,   0,                                        EPERM
            syslog,             103,  116,  3,                                        EPERM
            sethostname,        170,  161,  0,                                        EPERM
            personality linux,  135,  92,   0,                                        allow
            personality asked,  135,  92,   0xffffffff,                               allow
            personality 32,     135,  92,   8,                                        allow
            personality not random, 135, 92, 0x40000,                                 EPERM
            personality svr4,   135,  92,   0x4000001,                                EPERM
            ioctl TIOCGWINSZ,   16,   29,   0 0x5413,                                 allow
            ioctl TIOCSTI,      16,   29,   0 0x5412,                                 EPERM
            ioctl TIOCLINUX,    16,   29,   0 0x541c,                                 EPERM
            ioctl TIOCSTI with a bit in the upper half, 16, 29, 0 0x100005412,        EPERM
            socket unspecified, 41,   198,  0 1 0,                                    EAFNOSUPPORT
            socket unix,        41,   198,  1 1 0,                                    allow
            socket inet,        41,   198,  2 0x80801 6,                              allow
            socket ax25,        41,   198,  3 1 0,                                    EAFNOSUPPORT
            socket inet6,       41,   198,  10 2 0,                                   allow
            socket route,       41,   198,  16 3 0,                                   allow
            socket audit,       41,   198,  16 3 9,                                   EAFNOSUPPORT
            socket netfilter,   41,   198,  16 3 12,                                  EAFNOSUPPORT
            socket packet,      41,   198,  17 3 0,                                   EAFNOSUPPORT
            socket can,         41,   198,  29 3 1,                                   EAFNOSUPPORT
            socket alg,         41,   198,  38 5 0,                                   EAFNOSUPPORT
            socket vsock,       41,   198,  40 1 0,                                   EAFNOSUPPORT
            socket with a bit in the upper half, 41, 198, 0x100000028 1 0,            EAFNOSUPPORT
            socketpair unix,    53,   199,  1 1 0,                                    allow
            socketpair tipc,    53,   199,  30 1 0,                                   EAFNOSUPPORT
            beyond all tables,  9999, 9999, 0,                                        ENOSYS
            in the hole,        400,  400,  0,                                        ENOSYS
            """)
    void judgesEachCallByItsArguments(String call, int x86, int arm, String arguments, String verdict) {
        long[] values =
                Arrays.stream(arguments.split(" ", -1)).mapToLong(Long::decode).toArray();
        assertThat(machine(Processor.X86_64, NetworkAccess.NONE).judge(X86_64, x86, values))
                .isEqualTo(VERDICTS.get(verdict));
        assertThat(machine(Processor.AARCH64, NetworkAccess.NONE).judge(AARCH64, arm, values))
                .isEqualTo(VERDICTS.get(verdict));
    }

    @Test
    void killsWhoCallsAsAnotherProcessor() {
        for (int number : List.of(0, 1, 56, 101, 466, -1)) {
            for (int other : List.of(I386, AARCH64, ARM, 0)) {
                assertThat(machine(Processor.X86_64, NetworkAccess.NONE).judge(other, number))
                        .isEqualTo(KILL);
            }
            for (int other : List.of(I386, X86_64, ARM, 0)) {
                assertThat(machine(Processor.AARCH64, NetworkAccess.NONE).judge(other, number))
                        .isEqualTo(KILL);
            }
        }
    }

    @Test
    void hasNoCallsOfTheX32Abi() {
        var machine = machine(Processor.X86_64, NetworkAccess.NONE);
        for (int number = 0; number < 600; number++) {
            assertThat(machine.judge(X86_64, number | X32_BIT)).isEqualTo(VERDICTS.get("ENOSYS"));
        }
        assertThat(machine.judge(X86_64, -1)).isEqualTo(VERDICTS.get("ENOSYS"));
    }

    @Test
    void makesNoUnixSocketWhereTheNetworkIsTheHosts() {
        var machine = machine(Processor.X86_64, NetworkAccess.HOST_LOOPBACK_LISTEN);
        assertThat(machine.judge(X86_64, 41, 1, 1, 0)).isEqualTo(VERDICTS.get("EAFNOSUPPORT"));
        assertThat(machine.judge(X86_64, 41, 2, 1, 0)).isEqualTo(ALLOW);
        assertThat(machine.judge(X86_64, 53, 1, 1, 0)).isEqualTo(ALLOW);
    }

    /** That is what makes the filter cheap: the kernel does not run it for calls it allows whatever their arguments. */
    @ParameterizedTest
    @EnumSource(Processor.class)
    void looksAtTheArgumentsOfFewCallsOnly(Processor processor) {
        var machine = machine(processor, NetworkAccess.NONE);
        var byArguments = new TreeSet<Integer>();
        for (int number = 0; number <= 1000; number++) {
            for (int value : List.of(0, 1, 0x28, 0x40000, 0x5412, 0x10000000)) {
                if (machine.judge(processor.identity(), number, value, value, value)
                        != machine.judge(processor.identity(), number, 0, 0, 0)) {
                    byArguments.add(number);
                }
            }
        }
        assertThat(byArguments)
                .containsExactlyElementsOf(
                        switch (processor) {
                            case X86_64 -> List.of(16, 41, 53, 56, 135);
                            case AARCH64 -> List.of(29, 92, 198, 199, 220);
                        });
    }

    @ParameterizedTest
    @EnumSource(Processor.class)
    void namesNoCallTwice(Processor processor) {
        var numbers = new ArrayList<Integer>();
        for (ForbiddenCall call : ForbiddenCall.values()) {
            call.number(processor).ifPresent(numbers::add);
        }
        assertThat(numbers).doesNotHaveDuplicates().hasSizeGreaterThan(60);
    }

    @Test
    void knowsProcessorsByTheNamesJavaHasForThem() {
        assertThat(Processor.named("amd64")).contains(Processor.X86_64);
        assertThat(Processor.named("aarch64")).contains(Processor.AARCH64);
        assertThat(Processor.named("riscv64")).isEmpty();
    }

    private static FilterMachine machine(Processor processor, NetworkAccess network) {
        return FilterMachine.of(SystemCallFilter.bytes(SystemCallFilter.program(processor, network)));
    }
}
