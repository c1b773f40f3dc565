namespace DurableTask.Postgres.Storage;

/// <summary>The statements of the task hub. Each lives in a file of its own under <c>Storage/Queries</c>; the hub's schema is on the search path.</summary>
static class Sql
{
    public static readonly string EntitiesDelete = Read("entities_delete");
    public static readonly string EntitiesList = Read("entities_list");
    public static readonly string EntitiesReadLocked = Read("entities_read_locked");
    public static readonly string EntitiesUpsert = Read("entities_upsert");
    public static readonly string EntityGet = Read("entity_get");
    public static readonly string EntityRead = Read("entity_read");
    public static readonly string Fence = Read("fence");
    public static readonly string HistoryDelete = Read("history_delete");
    public static readonly string HistoryInsert = Read("history_insert");
    public static readonly string HistoryRead = Read("history_read");
    public static readonly string HistoryReadLive = Read("history_read_live");
    public static readonly string InboxDelete = Read("inbox_delete");
    public static readonly string InboxDeleteAnswers = Read("inbox_delete_answers");
    public static readonly string InboxInsert = Read("inbox_insert");
    public static readonly string InboxInsertAnswers = Read("inbox_insert_answers");
    public static readonly string InboxInsertRewinds = Read("inbox_insert_rewinds");
    public static readonly string InboxInsertToLive = Read("inbox_insert_to_live");
    public static readonly string InboxRead = Read("inbox_read");
    public static readonly string InboxReadAnswers = Read("inbox_read_answers");
    public static readonly string InboxReadByIds = Read("inbox_read_by_ids");
    public static readonly string InboxReadForeign = Read("inbox_read_foreign");
    public static readonly string InstanceGet = Read("instance_get");
    public static readonly string InstanceInput = Read("instance_input");
    public static readonly string InstanceReadRewound = Read("instance_read_rewound");
    public static readonly string InstanceStatusForUpdate = Read("instance_status_for_update");
    public static readonly string InstancesCreate = Read("instances_create");
    public static readonly string InstancesExistAsChildren = Read("instances_exist_as_children");
    public static readonly string InstancesList = Read("instances_list");
    public static readonly string InstancesListIds = Read("instances_list_ids");
    public static readonly string InstancesPurgeFilter = Read("instances_purge_filter");
    public static readonly string InstancesPurgeOne = Read("instances_purge_one");
    public static readonly string InstancesReadLive = Read("instances_read_live");
    public static readonly string InstancesReadNewPending = Read("instances_read_new_pending");
    public static readonly string InstancesReadPendingByIds = Read("instances_read_pending_by_ids");
    public static readonly string InstancesRestartExecution = Read("instances_restart_execution");
    public static readonly string InstancesRetire = Read("instances_retire");
    public static readonly string InstancesUpdate = Read("instances_update");
    public static readonly string MemberLeft = Read("member_left");
    public static readonly string MemberSeen = Read("member_seen");
    public static readonly string Notify = Read("notify");
    public static readonly string OwnershipEvict = Read("ownership_evict");
    public static readonly string OwnershipHeartbeat = Read("ownership_heartbeat");
    public static readonly string OwnershipLock = Read("ownership_lock");
    public static readonly string OwnershipTake = Read("ownership_take");
    public static readonly string OwnershipTryLock = Read("ownership_try_lock");
    public static readonly string ProcessNumber = Read("process_number");

    /// <summary>The numbered migrations, in order: file name without extension, and text.</summary>
    public static IReadOnlyList<(string Name, string Text)> Migrations { get; } = ReadMigrations();

    static string Read(string name) => ReadResource($"DurableTask.Postgres.Storage.Queries.{name}.sql");

    static List<(string Name, string Text)> ReadMigrations()
    {
        const string Prefix = "DurableTask.Postgres.Storage.Migrations.";
        return
        [
            .. typeof(Sql).Assembly.GetManifestResourceNames()
                .Where(r => r.StartsWith(Prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(r => (r[Prefix.Length..^4], ReadResource(r))),
        ];
    }

    static string ReadResource(string name)
    {
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks the resource {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
