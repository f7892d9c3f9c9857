using System.Diagnostics;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>A cache in a folder that has no room.</summary>
[TestClass]
public sealed class WhatCannotBeKept
{
    [TestMethod]
    public void Is_told_once_is_not_tried_without_end_and_leaves_what_is_there_to_be_found()
    {
        bool full = false;
        int tried = 0;
        using var filled = new FilledCache(new DisturbedFiles(
            () =>
            {
                if (!full)
                    return;
                tried++;
                throw new IOException("No space left on device");
            },
            () => { }));
        Assert.IsTrue(filled.Store(0, 2));
        Assert.IsTrue(filled.Cache.TryStoreAction(FilledCache.Blob(1), [1], default));
        full = true;
        for (int i = 2; i < 20; i++)
        {
            Assert.IsFalse(filled.Store(i, i + 1));
            Assert.IsFalse(filled.Cache.TryStoreAction(FilledCache.Blob(i), [1], default));
        }

        Assert.AreEqual(3, tried);
        Assert.HasCount(1, filled.Faults);
        Assert.AreEqual("No space left on device", filled.Faults[0].Reason);
        Assert.AreEqual(filled.Root, filled.Faults[0].Store);
        Assert.IsFalse(filled.Faults[0].LeftAlone);
        Assert.IsNotNull(filled.Cache.FindAction(FilledCache.Blob(1), default));
        Assert.IsTrue(filled.Store(1, 2), "It is there.");
        full = false;
        CollectionAssert.AreEqual(new[] { 0, 1 }, filled.Fetched(20));
        Assert.IsEmpty(Directory.GetFiles(Path.Combine(filled.Root, "taskgraph", "tmp")));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Because_the_disk_is_full_leaves_no_half_file(bool portable)
    {
        using var filled = new FilledCache();
        string disk = filled["disk"];
        Directory.CreateDirectory(disk);
        if (!OperatingSystem.IsLinux() || Run("mount", "-t", "tmpfs", "-o", "size=128k", "none", disk) != 0)
        {
            Assert.Inconclusive("No small disk can be made here.");
            return;
        }

        try
        {
            int faults = 0;
            using var cache = new FolderCache(disk, _ => faults++, portable);
            byte[] small = new byte[50_000], large = new byte[1_000_000];
            new Random(1).NextBytes(small);
            File.WriteAllBytes(filled["small"], small);
            File.WriteAllBytes(filled["large"], large);

            Assert.IsTrue(cache.TryStoreBlob(Digest.Of(small), small.Length, filled["small"], default));
            Assert.IsFalse(cache.TryStoreBlob(Digest.Of(large), large.Length, filled["large"], default));
            Assert.IsFalse(cache.TryStoreAction(Digest.Of(large), large, default));
            Assert.AreEqual(1, faults);
            Assert.IsEmpty(Directory.GetFiles(Path.Combine(disk, "taskgraph", "tmp")));
            Assert.IsTrue(cache.TryFetchBlob(Digest.Of(small), small.Length, filled["got"], executable: false, default));
            Assert.IsFalse(cache.TryFetchBlob(Digest.Of(small), small.Length, Path.Combine(disk, "no folder", "got"), executable: false, default));
            Assert.IsTrue(cache.TryStoreAction(Digest.Of(small), [1], default), "What is small has room.");
        }
        finally
        {
            Run("umount", disk);
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
