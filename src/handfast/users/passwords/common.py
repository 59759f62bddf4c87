"""The passwords that guessers try first, and the words that most other passwords are made of.

All are in lower case. Digits and symbols before and after a word are ignored when a password is compared with them.
"""

_WORDS = """
    password passwort passwd pass passw0rd p@ssw0rd p@ssword pa55word pa$$word contrasena motdepasse senha haslo parola wachtwoord salasana
    qwerty qwertz azerty qwertyui qwertyuiop qwertzuiop azertyuiop asdf asdfgh asdfghjk asdfghjkl zxcvbn zxcvbnm yxcvbnm qazwsx qazwsxedc
    wsxedc qweasd qweasdzxc asdasd asdqwe zaqxsw zaq1xsw2 zaq12wsx 1qaz2wsx 1qaz2wsx3edc q1w2e3r4 q1w2e3r4t5 1q2w3e4r 1q2w3e4r5t a1b2c3d4
    1a2b3c4d abcd abcdef abcdefg abcdefgh abc123 aa123456 a123456 123abc 123qwe qwe123 letmein letmeinnow welcome willkommen bienvenue
    benvenuto welkom witaj admin administrator administrador root toor superuser superadmin sysadmin system default changeme change
    changeit changethis secret geheim secreto topsecret master manager owner staff customer guest user username login logon signin
    restaurant kitchen waiter chef cook menu pizza pizzeria burger coffee espresso kaffee tablet terminal kiosk counter till cashier
    iloveyou iloveu loveyou lovely loveme love forever family mother father daughter sister brother baby babygirl princess prince
    sunshine moonlight rainbow flower butterfly sweetie sweetheart honey darling angel angels heaven jesus christ jesuschrist blessed god
    football fussball futbol soccer baseball basketball hockey tennis golf golfer liverpool chelsea arsenal barcelona realmadrid juventus
    bayern manchester cowboys yankees lakers steelers eagles dragon dragons monkey tiger lion panther wolf bear eagle shark dolphin horse
    puppy kitty kitten doggy hunter ranger soldier ninja samurai warrior knight wizard merlin phoenix shadow ghost killer terminator
    superman batman spiderman ironman wolverine joker starwars startrek skywalker yoda matrix trustno pokemon pikachu naruto minecraft
    fortnite roblox nintendo playstation xbox mario zelda gandalf frodo hobbit harry potter harrypotter hermione
    michael jennifer jessica ashley amanda daniel matthew joshua andrew thomas robert charlie charles george william richard alexander
    alexandra nicole michelle stephanie elizabeth victoria samantha patrick jordan justin austin brandon anthony jonathan christopher
    computer internet google facebook instagram youtube twitter whatsapp microsoft windows apple iphone samsung android linux ubuntu
    server database oracle cisco network wireless hello helloworld hallo bonjour hola ciao test tester testing testtest test1234 demo
    example sample temp temporary guestguest summer sommer winter spring autumn herbst january february march april june july august
    september october november december monday tuesday wednesday thursday friday saturday sunday freitag freedom liberty peace
    america canada england france germany deutschland berlin london paris newyork chicago texas california florida boston hamburg
    muenchen madrid amsterdam mexico brasil brazil australia india pakistan china
    cheese chocolate cookie banana orange cherry strawberry pepper ginger whiskey vodka chelseafc corvette mustang ferrari porsche
    mercedes yamaha honda harley guitar music metallica slipknot nirvana eminem whatever nothing something anything blahblah biteme
    access mynoob fuckyou fuckoff asshole bullshit mustangs bigdaddy lovers money dollar million lucky success winner
    correcthorsebatterystaple handfast fireflow pairing device devices
"""
COMMON = frozenset(_WORDS.split())
