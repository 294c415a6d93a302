// SPDX-License-Identifier: Apache-2.0

/// Answers of the shapes that real servers send.
enum Payloads {
    /// A scan, an analysis and the permanent maintenance row.
    static let activities = """
        {"MediaContainer":{"size":3,"Activity":[\
        {"uuid":"7e2bb139-2ee5-4d4c-9e0b-0a86ef4fd3b1","type":"library.update.section","cancellable":false,"userID":1,\
        "title":"Scanning Movies","subtitle":"Météo \\u00e9t\\u00e9 \\ud83d\\ude00","progress":42,\
        "Context":{"librarySectionID":"3"}},\
        {"uuid":"0d5c1a3e-1111-4222-8333-444455556666","type":"media.generate.credits","cancellable":false,"userID":1,\
        "title":"Detecting Credits","subtitle":"Some Show S01 E21","progress":-1},\
        {"uuid":"b0000000-0000-4000-8000-000000000000","type":"butler","cancellable":false,"userID":1,\
        "title":"","subtitle":"","progress":100}]}}
        """

    /// An idle server leaves the list out.
    static let noActivities = #"{"MediaContainer":{"size":0}}"#

    /// What the server sends when nobody asks for JSON.
    static let activitiesXML = """
        <?xml version="1.0" encoding="UTF-8"?><MediaContainer size="1"><Activity uuid="a" type="butler"/></MediaContainer>
        """

    /// The body of a 401.
    static let unauthorized =
        "<html><head><title>Unauthorized</title></head><body><h1>401 Unauthorized</h1></body></html>"

    /// Two libraries, one of them being scanned, and a row without a key.
    static let sections = """
        {"MediaContainer":{"size":3,"allowSync":false,"title1":"Plex Library","Directory":[\
        {"allowSync":true,"key":"1","type":"movie","title":"Movies","refreshing":false,"Location":[{"id":1,"path":"/m"}]},\
        {"key":2,"type":"show","title":"Series","refreshing":"1"},{"title":"no key"}]}}
        """

    /// Two maintenance tasks.
    static let butler = """
        {"ButlerTasks":{"ButlerTask":[{"name":"BackupDatabase","interval":3,"scheduleRandomized":false,"enabled":true,\
        "title":"Backup Database","description":"Create a backup copy of the server's database"},\
        {"name":"LoudnessAnalysis","interval":"1","enabled":0,"title":"Loudness","description":"Analyse"}]}}
        """

    /// An identity.
    static let identity = """
        {"MediaContainer":{"size":0,"apiVersion":"1.1.1","claimed":true,\
        "machineIdentifier":"96f2fe7a78c9dc1f16a16bedbe90f98149be16b4","version":"1.43.3.10000-abcdef123"}}
        """

    /// Four sessions: a transcode, a direct stream, a direct play and a row of which nothing can be read.
    static let sessions = """
        {"MediaContainer":{"size":4,"Metadata":[\
        {"sessionKey":"7","title":"A","viewOffset":"61500","Player":{"state":"playing","machineIdentifier":"p"},\
        "TranscodeSession":{"key":"/transcode/sessions/x","videoDecision":"transcode","audioDecision":"copy"}},\
        {"sessionKey":8,"Player":{"state":"paused"},"TranscodeSession":{"videoDecision":"copy","audioDecision":"copy"}},\
        {"sessionKey":"9","viewOffset":1,"viewOffset":2,"Player":{"state":"buffering"}},17]}}
        """
}
