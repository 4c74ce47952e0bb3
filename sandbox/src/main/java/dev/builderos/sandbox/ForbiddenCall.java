package dev.builderos.sandbox;

import dev.builderos.sandbox.SystemCallFilter.Refusal;
import java.util.OptionalInt;

/**
 * System calls that no command may make, whatever their arguments. What flatpak and the default profile of Docker and
 * containerd refuse, taken together: what is for administrators, what reaches into other processes, what a build has no use
 * for and has been the way out of many a sandbox.
 *
 * <p>Most are refused as not permitted. Those that programs try first and can do without are refused as unknown, as by an
 * older kernel, so that the program goes the other way.
 */
enum ForbiddenCall {
    // Other processes: their memory, their open files.
    PTRACE(101, 117, Refusal.NOT_PERMITTED),
    PROCESS_VM_READV(310, 270, Refusal.NOT_PERMITTED),
    PROCESS_VM_WRITEV(311, 271, Refusal.NOT_PERMITTED),
    KCMP(312, 272, Refusal.NOT_PERMITTED),
    PIDFD_GETFD(438, 438, Refusal.NOT_PERMITTED),
    PROCESS_MADVISE(440, 440, Refusal.NOT_PERMITTED),
    PROCESS_MRELEASE(448, 448, Refusal.NOT_PERMITTED),

    // Namespaces. The arguments of clone3 are in memory, where a filter cannot look: the C library goes back to clone.
    UNSHARE(272, 97, Refusal.NOT_PERMITTED),
    SETNS(308, 268, Refusal.NOT_PERMITTED),
    CLONE3(435, 435, Refusal.UNKNOWN_CALL),
    SETHOSTNAME(170, 161, Refusal.NOT_PERMITTED),
    SETDOMAINNAME(171, 162, Refusal.NOT_PERMITTED),

    // What is mounted, and files by handle, which go past mounts.
    MOUNT(165, 40, Refusal.NOT_PERMITTED),
    UMOUNT2(166, 39, Refusal.NOT_PERMITTED),
    PIVOT_ROOT(155, 41, Refusal.NOT_PERMITTED),
    CHROOT(161, 51, Refusal.NOT_PERMITTED),
    OPEN_TREE(428, 428, Refusal.UNKNOWN_CALL),
    MOVE_MOUNT(429, 429, Refusal.UNKNOWN_CALL),
    FSOPEN(430, 430, Refusal.UNKNOWN_CALL),
    FSCONFIG(431, 431, Refusal.UNKNOWN_CALL),
    FSMOUNT(432, 432, Refusal.UNKNOWN_CALL),
    FSPICK(433, 433, Refusal.UNKNOWN_CALL),
    MOUNT_SETATTR(442, 442, Refusal.UNKNOWN_CALL),
    STATMOUNT(457, 457, Refusal.UNKNOWN_CALL),
    LISTMOUNT(458, 458, Refusal.UNKNOWN_CALL),
    NAME_TO_HANDLE_AT(303, 264, Refusal.NOT_PERMITTED),
    OPEN_BY_HANDLE_AT(304, 265, Refusal.NOT_PERMITTED),
    FANOTIFY_INIT(300, 262, Refusal.NOT_PERMITTED),

    // Large parts of the kernel that builds do without.
    BPF(321, 280, Refusal.NOT_PERMITTED),
    PERF_EVENT_OPEN(298, 241, Refusal.NOT_PERMITTED),
    USERFAULTFD(323, 282, Refusal.NOT_PERMITTED),
    IO_URING_SETUP(425, 425, Refusal.UNKNOWN_CALL),
    IO_URING_ENTER(426, 426, Refusal.UNKNOWN_CALL),
    IO_URING_REGISTER(427, 427, Refusal.UNKNOWN_CALL),
    ADD_KEY(248, 217, Refusal.NOT_PERMITTED),
    REQUEST_KEY(249, 218, Refusal.NOT_PERMITTED),
    KEYCTL(250, 219, Refusal.NOT_PERMITTED),
    GET_MEMPOLICY(239, 236, Refusal.NOT_PERMITTED),
    SET_MEMPOLICY(238, 237, Refusal.NOT_PERMITTED),
    SET_MEMPOLICY_HOME_NODE(450, 450, Refusal.NOT_PERMITTED),
    MBIND(237, 235, Refusal.NOT_PERMITTED),
    MIGRATE_PAGES(256, 238, Refusal.NOT_PERMITTED),
    MOVE_PAGES(279, 239, Refusal.NOT_PERMITTED),
    LSM_GET_SELF_ATTR(459, 459, Refusal.UNKNOWN_CALL),
    LSM_SET_SELF_ATTR(460, 460, Refusal.UNKNOWN_CALL),
    LSM_LIST_MODULES(461, 461, Refusal.UNKNOWN_CALL),

    // The host: its kernel, clock, swap, accounts, messages.
    KEXEC_LOAD(246, 104, Refusal.NOT_PERMITTED),
    KEXEC_FILE_LOAD(320, 294, Refusal.NOT_PERMITTED),
    INIT_MODULE(175, 105, Refusal.NOT_PERMITTED),
    FINIT_MODULE(313, 273, Refusal.NOT_PERMITTED),
    DELETE_MODULE(176, 106, Refusal.NOT_PERMITTED),
    REBOOT(169, 142, Refusal.NOT_PERMITTED),
    SETTIMEOFDAY(164, 170, Refusal.NOT_PERMITTED),
    CLOCK_SETTIME(227, 112, Refusal.NOT_PERMITTED),
    CLOCK_ADJTIME(305, 266, Refusal.NOT_PERMITTED),
    ADJTIMEX(159, 171, Refusal.NOT_PERMITTED),
    SWAPON(167, 224, Refusal.NOT_PERMITTED),
    SWAPOFF(168, 225, Refusal.NOT_PERMITTED),
    ACCT(163, 89, Refusal.NOT_PERMITTED),
    QUOTACTL(179, 60, Refusal.NOT_PERMITTED),
    QUOTACTL_FD(443, 443, Refusal.NOT_PERMITTED),
    SYSLOG(103, 116, Refusal.NOT_PERMITTED),
    VHANGUP(153, 58, Refusal.NOT_PERMITTED),

    // Remains of old kernels, and of old processors.
    LOOKUP_DCOOKIE(212, 18, Refusal.NOT_PERMITTED),
    NFSSERVCTL(180, 42, Refusal.NOT_PERMITTED),
    IOPL(172, ForbiddenCall.ABSENT, Refusal.NOT_PERMITTED),
    IOPERM(173, ForbiddenCall.ABSENT, Refusal.NOT_PERMITTED),
    MODIFY_LDT(154, ForbiddenCall.ABSENT, Refusal.NOT_PERMITTED),
    USELIB(134, ForbiddenCall.ABSENT, Refusal.NOT_PERMITTED),
    USTAT(136, ForbiddenCall.ABSENT, Refusal.NOT_PERMITTED),
    SYSFS(139, ForbiddenCall.ABSENT, Refusal.NOT_PERMITTED),
    SYSCTL(156, ForbiddenCall.ABSENT, Refusal.NOT_PERMITTED);

    private static final int ABSENT = -1;

    private final int x86;
    private final int arm;
    private final Refusal refusal;

    ForbiddenCall(int x86, int arm, Refusal refusal) {
        this.x86 = x86;
        this.arm = arm;
        this.refusal = refusal;
    }

    /** Its number; empty where there is no such call. */
    OptionalInt number(Processor processor) {
        int number = switch (processor) {
            case X86_64 -> x86;
            case AARCH64 -> arm;
        };
        return number == ABSENT ? OptionalInt.empty() : OptionalInt.of(number);
    }

    Refusal refusal() {
        return refusal;
    }
}
